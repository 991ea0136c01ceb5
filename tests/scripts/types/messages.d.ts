// What the site makes of its language file (src/transport/assets.rs).
export const spoken: { language: string; messages: string }[];
