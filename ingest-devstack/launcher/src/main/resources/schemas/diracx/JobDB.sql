-- JobDB as DiracX's models make it: signed integers, no engine or character set of its own, no defaults in SQL
-- (DiracX fills them in), foreign keys that cascade.

CREATE TABLE IF NOT EXISTS JobJDLs (
  JobID INTEGER NOT NULL AUTO_INCREMENT,
  JDL TEXT NOT NULL,
  JobRequirements TEXT NOT NULL,
  OriginalJDL TEXT NOT NULL,
  PRIMARY KEY (JobID)
);

CREATE TABLE IF NOT EXISTS Jobs (
  JobID INTEGER NOT NULL,
  JobType VARCHAR(32) NOT NULL,
  JobGroup VARCHAR(32) NOT NULL,
  Site VARCHAR(100) NOT NULL,
  JobName VARCHAR(128) NOT NULL,
  Owner VARCHAR(64) NOT NULL,
  OwnerGroup VARCHAR(128) NOT NULL,
  VO VARCHAR(32) NOT NULL,
  SubmissionTime DATETIME,
  RescheduleTime DATETIME,
  LastUpdateTime DATETIME,
  StartExecTime DATETIME,
  HeartBeatTime DATETIME,
  EndExecTime DATETIME,
  Status VARCHAR(32) NOT NULL,
  MinorStatus VARCHAR(128) NOT NULL,
  ApplicationStatus VARCHAR(255) NOT NULL,
  UserPriority INTEGER NOT NULL,
  RescheduleCounter INTEGER NOT NULL,
  VerifiedFlag ENUM('True','False') NOT NULL,
  AccountedFlag ENUM('True','False','Failed') NOT NULL,
  PRIMARY KEY (JobID),
  KEY JobType (JobType),
  KEY JobGroup (JobGroup),
  KEY Site (Site),
  KEY Owner (Owner),
  KEY OwnerGroup (OwnerGroup),
  KEY Status (Status),
  KEY MinorStatus (MinorStatus),
  KEY ApplicationStatus (ApplicationStatus),
  KEY StatusSite (Status, Site),
  KEY LastUpdateTime (LastUpdateTime),
  FOREIGN KEY (JobID) REFERENCES JobJDLs (JobID) ON DELETE CASCADE
);

CREATE TABLE IF NOT EXISTS InputData (
  JobID INTEGER NOT NULL,
  LFN VARCHAR(255) NOT NULL,
  Status VARCHAR(32) NOT NULL,
  PRIMARY KEY (JobID, LFN),
  FOREIGN KEY (JobID) REFERENCES Jobs (JobID) ON DELETE CASCADE
);

CREATE TABLE IF NOT EXISTS JobParameters (
  JobID INTEGER NOT NULL,
  Name VARCHAR(100) NOT NULL,
  Value TEXT NOT NULL,
  PRIMARY KEY (JobID, Name),
  FOREIGN KEY (JobID) REFERENCES Jobs (JobID) ON DELETE CASCADE
);

CREATE TABLE IF NOT EXISTS OptimizerParameters (
  JobID INTEGER NOT NULL,
  Name VARCHAR(100) NOT NULL,
  Value TEXT NOT NULL,
  PRIMARY KEY (JobID, Name),
  FOREIGN KEY (JobID) REFERENCES Jobs (JobID) ON DELETE CASCADE
);

-- One row a name: unlike DIRAC's, the key knows no cycle.
CREATE TABLE IF NOT EXISTS AtticJobParameters (
  JobID INTEGER NOT NULL,
  Name VARCHAR(100) NOT NULL,
  Value TEXT NOT NULL,
  RescheduleCycle INTEGER NOT NULL,
  PRIMARY KEY (JobID, Name),
  FOREIGN KEY (JobID) REFERENCES Jobs (JobID) ON DELETE CASCADE
);

CREATE TABLE IF NOT EXISTS HeartBeatLoggingInfo (
  JobID INTEGER NOT NULL,
  Name VARCHAR(100) NOT NULL,
  Value TEXT NOT NULL,
  HeartBeatTime DATETIME NOT NULL,
  PRIMARY KEY (JobID, Name, HeartBeatTime),
  FOREIGN KEY (JobID) REFERENCES Jobs (JobID) ON DELETE CASCADE
);

-- At most one command of a job in a second, whatever its arguments.
CREATE TABLE IF NOT EXISTS JobCommands (
  JobID INTEGER NOT NULL,
  Command VARCHAR(100) NOT NULL,
  Arguments VARCHAR(100) NOT NULL,
  Status VARCHAR(64) NOT NULL,
  ReceptionTime DATETIME NOT NULL,
  ExecutionTime DATETIME,
  PRIMARY KEY (JobID, ReceptionTime),
  FOREIGN KEY (JobID) REFERENCES Jobs (JobID) ON DELETE CASCADE
);
