import { z } from 'zod';

const path = z.string().regex(/^\//, 'must be a path below the base URL');
const url = z.url();

/** The fields of a descriptor outside its modules. https://developer.atlassian.com/cloud/confluence/connect-app-descriptor/ */
export const DescriptorFields = z.strictObject({
  key: z.string().regex(/^[\w.-]{1,64}$/, 'must be 1 to 64 letters, digits and . _ -'),
  name: z.string().min(1),
  description: z.string().optional(),
  baseUrl: url,
  vendor: z.strictObject({ name: z.string().min(1), url: url.optional() }).optional(),
  links: z.strictObject({ self: url }).optional(),
  authentication: z.strictObject({ type: z.literal('jwt') }),
  apiVersion: z.int().optional(),
  apiMigrations: z.strictObject({ 'signed-install': z.literal(true), 'context-qsh': z.literal(true), gdpr: z.literal(true) }),
  lifecycle: z.strictObject({ installed: path, uninstalled: path, enabled: path.optional(), disabled: path.optional() }),
  scopes: z.array(z.enum(['NONE', 'READ', 'WRITE', 'DELETE', 'SPACE_ADMIN', 'ADMIN', 'ACT_AS_USER', 'ACCESS_EMAIL_ADDRESSES'])),
  enableLicensing: z.boolean().optional(),
  translations: z.strictObject({ paths: z.record(z.string().regex(/^[a-z]{2}_[A-Z]{2}$/, 'must be a locale like de_DE'), path) }).optional(),
  modules: z.record(z.string(), z.unknown()),
});
