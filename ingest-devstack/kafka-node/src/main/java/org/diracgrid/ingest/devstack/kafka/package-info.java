/**
 * The Kafka process of the development stack. The launcher knows it by class name only and puts it on a class path of its own; nothing here
 * may be called from the launcher's process.
 */
@NullMarked
package org.diracgrid.ingest.devstack.kafka;

import org.jspecify.annotations.NullMarked;
