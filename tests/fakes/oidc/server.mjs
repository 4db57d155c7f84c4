// A certified OpenID Connect server on loopback, for tests. Prints its address when it is ready.
// Arguments: port, client id, client secret, redirect address, and what its keys are made of (new text, new keys).
import { createHash, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [port, clientId, clientSecret, redirectUri, generation] = process.argv.slice(2);
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const kid = createHash("sha256").update(generation).digest("hex").slice(0, 8);
const http = createServer();
http.listen(Number(port), "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${http.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri], grant_types: ["authorization_code", "refresh_token"] }],
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true }, revocation: { enabled: true } },
    scopes: ["openid", "offline_access", "profile", "email"],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    cookies: { keys: [generation] },
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" }] },
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: () => ({ sub, name: `${sub} of the test`, email: `${sub}@example.org`, email_verified: !sub.startsWith("unverified") }),
    }),
  });
  http.on("request", provider.callback());
  process.stdout.write(`${issuer}\n`);
});
