/**
 * A development stack: real Kafka, MariaDB and OpenSearch as processes of their own, and DIRAC's databases in them.
 *
 * <p>For tests, the demo and developers; never for production. Nothing of a server is on this class path: the launcher speaks to each through
 * its own protocol only. {@link org.diracgrid.ingest.devstack.DevStack} is the one door.
 */
@NullMarked
package org.diracgrid.ingest.devstack;

import org.jspecify.annotations.NullMarked;
