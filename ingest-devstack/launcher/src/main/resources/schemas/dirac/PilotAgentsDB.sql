-- PilotAgentsDB as DIRAC installs it. There is no index on PilotStamp, on purpose.

CREATE TABLE IF NOT EXISTS PilotAgents (
  PilotID INT UNSIGNED NOT NULL AUTO_INCREMENT,
  InitialJobID INT UNSIGNED NOT NULL DEFAULT 0,
  CurrentJobID INT UNSIGNED NOT NULL DEFAULT 0,
  PilotJobReference VARCHAR(255) NOT NULL DEFAULT 'Unknown',
  PilotStamp VARCHAR(32) NOT NULL DEFAULT '',
  DestinationSite VARCHAR(128) NOT NULL DEFAULT 'NotAssigned',
  Queue VARCHAR(128) NOT NULL DEFAULT 'Unknown',
  GridSite VARCHAR(128) NOT NULL DEFAULT 'Unknown',
  VO VARCHAR(128) NOT NULL,
  GridType VARCHAR(32) NOT NULL DEFAULT 'LCG',
  BenchMark DOUBLE NOT NULL DEFAULT 0.0,
  SubmissionTime DATETIME DEFAULT NULL,
  LastUpdateTime DATETIME DEFAULT NULL,
  Status VARCHAR(32) NOT NULL DEFAULT 'Unknown',
  StatusReason VARCHAR(255) NOT NULL DEFAULT 'Unknown',
  AccountingSent ENUM('True','False') NOT NULL DEFAULT 'False',
  PRIMARY KEY (PilotID),
  KEY PilotJobReference (PilotJobReference),
  KEY Status (Status),
  KEY Statuskey (GridSite, DestinationSite, Status)
) ENGINE=InnoDB DEFAULT CHARSET=latin1;

-- Neither primary nor unique key: the same pair can be inserted twice.
CREATE TABLE IF NOT EXISTS JobToPilotMapping (
  PilotID INT UNSIGNED NOT NULL,
  JobID INT UNSIGNED NOT NULL,
  StartTime DATETIME NOT NULL,
  KEY JobID (JobID),
  KEY PilotID (PilotID)
) ENGINE=InnoDB DEFAULT CHARSET=latin1;

CREATE TABLE IF NOT EXISTS PilotOutput (
  PilotID INT UNSIGNED NOT NULL,
  StdOutput MEDIUMTEXT,
  StdError MEDIUMTEXT,
  PRIMARY KEY (PilotID)
) ENGINE=InnoDB DEFAULT CHARSET=latin1;
