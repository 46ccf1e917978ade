-- PilotAgentsDB as DiracX's models make it. There is no index on PilotStamp, on purpose.

CREATE TABLE IF NOT EXISTS PilotAgents (
  PilotID INTEGER NOT NULL AUTO_INCREMENT,
  InitialJobID INTEGER NOT NULL,
  CurrentJobID INTEGER NOT NULL,
  PilotJobReference VARCHAR(255) NOT NULL,
  PilotStamp VARCHAR(32) NOT NULL,
  DestinationSite VARCHAR(128) NOT NULL,
  Queue VARCHAR(128) NOT NULL,
  GridSite VARCHAR(128) NOT NULL,
  VO VARCHAR(128) NOT NULL,
  GridType VARCHAR(32) NOT NULL,
  BenchMark DOUBLE NOT NULL,
  SubmissionTime DATETIME,
  LastUpdateTime DATETIME,
  Status VARCHAR(32) NOT NULL,
  StatusReason VARCHAR(255) NOT NULL,
  AccountingSent ENUM('True','False') NOT NULL,
  PRIMARY KEY (PilotID),
  KEY PilotJobReference (PilotJobReference),
  KEY Status (Status),
  KEY Statuskey (GridSite, DestinationSite, Status),
  KEY idx_dest_queue_status (DestinationSite, Queue, Status)
);

CREATE TABLE IF NOT EXISTS JobToPilotMapping (
  PilotID INTEGER NOT NULL,
  JobID INTEGER NOT NULL,
  StartTime DATETIME NOT NULL,
  PRIMARY KEY (PilotID, JobID),
  KEY JobID (JobID),
  KEY PilotID (PilotID)
);

CREATE TABLE IF NOT EXISTS PilotOutput (
  PilotID INTEGER NOT NULL AUTO_INCREMENT,
  StdOutput TEXT NOT NULL,
  StdError TEXT NOT NULL,
  PRIMARY KEY (PilotID)
);
