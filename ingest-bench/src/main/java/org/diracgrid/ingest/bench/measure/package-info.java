/** What a process costs: time on the wall, processor time of it and of the servers it uses, memory, collections of garbage. */
@NullMarked
package org.diracgrid.ingest.bench.measure;

import org.jspecify.annotations.NullMarked;
