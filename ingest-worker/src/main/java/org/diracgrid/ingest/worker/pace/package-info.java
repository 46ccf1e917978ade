/**
 * How fast to go on with what fails. Floor 2, below the rooms: used by the adapters, knows nobody. Each object is confined to
 * whoever made it.
 */
@NullMarked
package org.diracgrid.ingest.worker.pace;

import org.jspecify.annotations.NullMarked;
