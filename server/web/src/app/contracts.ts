import * as z from "zod/mini";

// The pages' policy allows no code made from text, which zod would otherwise use to check faster.
z.config({ jitless: true });
