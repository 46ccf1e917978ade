-- JobLoggingDB as DiracX's models make it: the writer numbers the rows, StatusTimeOrder is an exact decimal.

CREATE TABLE IF NOT EXISTS LoggingInfo (
  JobID INTEGER NOT NULL,
  SeqNum INTEGER NOT NULL,
  Status VARCHAR(32) NOT NULL,
  MinorStatus VARCHAR(128) NOT NULL,
  ApplicationStatus VARCHAR(255) NOT NULL,
  StatusTime DATETIME NOT NULL DEFAULT (UTC_TIMESTAMP),
  StatusTimeOrder NUMERIC(12,3) NOT NULL,
  StatusSource VARCHAR(32) NOT NULL,
  PRIMARY KEY (JobID, SeqNum)
);
