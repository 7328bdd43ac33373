// zod's door for entries: the forms of options, and of the fields that measures add to records.
export { z } from 'zod';
