-- JobLoggingDB as DIRAC installs it: the database's own character set, a signed job id beside the unsigned one of Jobs,
-- a floating StatusTimeOrder, and a trigger that numbers the rows whatever number they come with.

CREATE TABLE IF NOT EXISTS LoggingInfo (
  JobID INTEGER NOT NULL,
  SeqNum INTEGER NOT NULL DEFAULT 0,
  Status VARCHAR(32) NOT NULL DEFAULT '',
  MinorStatus VARCHAR(128) NOT NULL DEFAULT '',
  ApplicationStatus VARCHAR(255) NOT NULL DEFAULT '',
  StatusTime DATETIME NOT NULL,
  StatusTimeOrder DOUBLE(12,3) NOT NULL,
  StatusSource VARCHAR(32) NOT NULL DEFAULT 'Unknown',
  PRIMARY KEY (JobID, SeqNum)
) ENGINE=InnoDB;

-- IF NOT EXISTS needs MariaDB or MySQL 8.0.29.
CREATE TRIGGER IF NOT EXISTS SeqNumGenerator BEFORE INSERT ON LoggingInfo FOR EACH ROW
  SET NEW.SeqNum = (SELECT COALESCE(MAX(SeqNum), 0) + 1 FROM LoggingInfo WHERE JobID = NEW.JobID);
