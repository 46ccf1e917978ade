package org.diracgrid.ingest.devstack;

import java.util.Locale;

/** Who made the tables. */
public enum SchemaFlavour {
    /** Tables as DiracX's models render them on MySQL. */
    DIRACX,
    /** Tables as DIRAC installs them: what most running installations have. */
    DIRAC;

    /** The folder of its SQL files on the class path, and the word on the command line. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The flavour of that {@link #id}. */
    static SchemaFlavour of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
