package org.diracgrid.ingest.demo;

import java.nio.file.Path;
import org.diracgrid.ingest.demo.workload.WorkloadSettings;
import org.diracgrid.ingest.devstack.SchemaFlavour;

/**
 * What the demo was asked for.
 *
 * @param directory holds the stack; made from nothing
 * @param pilots how many pilots; 0 for none
 * @param keep whether the stack stays when the demo has ended
 */
record DemoSettings(Path directory, SchemaFlavour flavour, WorkloadSettings workload, int pilots, boolean keep) {}
