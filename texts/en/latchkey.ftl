# Every text that a person reads in Latchkey, in Fluent syntax (https://projectfluent.org/fluent/guide/).
# A translation is a copy of this file, named for its language, such as de.ftl, and given to the program by LANGUAGE_FILE.
# Words in [brackets] become a link, or what the comment above says. Keep {$names} as they are; their order is free.

### The pages

## The frame of every page

skip-to-content = Skip to the content
documents = Documents

### What the program answers
