/** Real servers with jobs and events, real worker processes and what they take, and the oracle that knows what must become of them. */
@NullMarked
package org.diracgrid.ingest.demo.trial;

import org.jspecify.annotations.NullMarked;
