package org.diracgrid.ingest.demo;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a flavour by the word that the command line has for it. */
public final class FlavourConverter implements ITypeConverter<SchemaFlavour> {

    @Override
    public SchemaFlavour convert(String word) {
        return Arrays.stream(SchemaFlavour.values())
                .filter(flavour -> flavour.id().equals(word))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("\"" + word + "\" is not one of "
                        + Arrays.stream(SchemaFlavour.values())
                                .map(SchemaFlavour::id)
                                .collect(Collectors.joining(", "))));
    }
}
