package org.diracgrid.ingest.bench.speed;

import java.time.Instant;
import org.diracgrid.ingest.demo.DemoStack;
import org.diracgrid.ingest.devstack.Databases;

/**
 * Where one contender runs: servers with fresh databases, topics and indices. Immutable.
 *
 * @param madeAt nothing of it was written before
 */
record Ground(DemoStack stack, Databases databases, Race race, Instant madeAt) {}
