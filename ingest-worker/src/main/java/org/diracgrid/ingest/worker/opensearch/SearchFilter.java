package org.diracgrid.ingest.worker.opensearch;

import java.util.List;

/**
 * One condition of a search, as DiracX has it; all conditions of a search must hold. Immutable.
 *
 * @param parameter name of a mapped field
 * @param operator what to compare with
 * @param values one value; for {@link Operator#IN} and {@link Operator#NOT_IN} any number of them
 */
public record SearchFilter(String parameter, Operator operator, List<Object> values) {

    /** DiracX's operators, with its names for them. */
    public enum Operator {
        EQ("eq"),
        NEQ("neq"),
        GT("gt"),
        LT("lt"),
        IN("in"),
        NOT_IN("not in");

        private final String text;

        Operator(String text) {
            this.text = text;
        }

        /** The name in DiracX's requests. */
        public String text() {
            return text;
        }

        /**
         * The operator of that name.
         *
         * @throws InvalidQueryException if there is none, {@code like} and {@code regex} for example
         */
        public static Operator of(String text) {
            for (Operator operator : values()) {
                if (operator.text.equals(text)) {
                    return operator;
                }
            }
            throw new InvalidQueryException("The operator " + text + " is not supported.");
        }
    }

    /** @throws InvalidQueryException if the operator takes one value and there is not one */
    public SearchFilter {
        values = List.copyOf(values);
        if (operator != Operator.IN && operator != Operator.NOT_IN && values.size() != 1) {
            throw new InvalidQueryException("The operator " + operator.text() + " takes one value.");
        }
    }

    /** A condition with one value. */
    public static SearchFilter of(String parameter, Operator operator, Object value) {
        return new SearchFilter(parameter, operator, List.of(value));
    }
}
