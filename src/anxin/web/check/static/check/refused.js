/* Why a code is not believed: the reasons of docs/codes/profile.md, one plain page each. */

/** A code or list that the profile refuses. `reason` is for the page, `why` for whoever builds an issuer or a reader. */
export class Refused extends Error {
  constructor(reason, why) {
    super(reason + ': ' + why);
    this.reason = reason;
    this.why = why;
  }
}

/** This browser lacks the means to tell, and the file that would give them could not be loaded: ask the server. */
export class Unable extends Error {}

export function unreadable(why) {
  return new Refused('unreadable', why);
}

/** A file loaded only where it is needed; `Unable` when it does not come or the browser cannot run it. */
export function lazily(loading) {
  return loading.catch(function (error) {
    throw new Unable(String(error));
  });
}
