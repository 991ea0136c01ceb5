# Every text that a person reads in Latchkey, in Fluent syntax (https://projectfluent.org/fluent/guide/).
# A translation is a copy of this file, named for its language, such as de.ftl, and given to the program by LANGUAGE_FILE.
# Keep {$names} as they are; their order is free. Words between {$open} and {$close} become a link, or stand out, or
# are what only a screen reader says; the comment above tells which.

### The pages

## The frame of every page

skip-to-content = Skip to the content
documents = Documents

### The scripts of the pages

### What the program answers
