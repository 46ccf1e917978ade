package org.diracgrid.ingest.chaos;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Spells the constants of an enum as a command line does: {@code kill} for {@code KILL}. Immutable. */
class LowerCaseNames<E extends Enum<E>> implements ITypeConverter<E>, Iterable<String> {

    private final List<E> values;

    LowerCaseNames(E[] values) {
        this.values = List.of(values);
    }

    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public E convert(String text) {
        return values.stream()
                .filter(value -> of(value).equals(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "\"" + text + "\" is not allowed; expected one of " + String.join(", ", names().toList())));
    }

    @Override
    public Iterator<String> iterator() {
        return names().iterator();
    }

    private Stream<String> names() {
        return values.stream().map(LowerCaseNames::of);
    }
}
