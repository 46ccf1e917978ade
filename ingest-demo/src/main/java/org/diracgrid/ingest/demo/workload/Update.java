package org.diracgrid.ingest.demo.workload;

import org.jspecify.annotations.Nullable;

/** One entry of {@code Updates}; null is absent. */
record Update(
        long timeMicros,
        @Nullable String status,
        @Nullable String minorStatus,
        @Nullable String applicationStatus,
        @Nullable String source) {}
