type Sentences = Readonly<{ title: string; because: string }>;

const known: Readonly<Record<string, Sentences>> = {
  'sign-in.person-unknown': {
    title: 'Surety does not know you yet',
    because:
      'Your identity provider vouches for you, but nobody here belongs to that account. Ask whoever assigns applications in your company to assign Surety to you.',
  },
  'sign-in.person-inactive': {
    title: 'You may not act now',
    because: 'Surety knows you, but your account is not active: it was suspended, or you have left or not started yet.',
  },
  'sign-in.identity-taken': {
    title: 'Another account is bound to you',
    because:
      'You signed in before with another account of this identity provider. An administrator must end that binding first.',
  },
  'sign-in.attempt-unknown': {
    title: 'This sign-in is over',
    because: 'It took longer than 10 minutes, was used already, or was begun in another browser or tab. Begin again.',
  },
  'sign-in.denied': {
    title: 'Your identity provider did not sign you in',
    because: 'You stopped there, or it does not let you use Surety. Nobody was signed in.',
  },
  'sign-in.step-up-unmet': {
    title: 'That proof was not strong enough',
    because:
      'This needs a sign-in of the last five minutes with a second factor, and your identity provider did not say so. Sign in again and use your second factor; if that changes nothing, an administrator must name what counts as strong for this provider.',
  },
  'sign-in.response-invalid': {
    title: 'The answer of your identity provider cannot be believed',
    because: 'Nobody was signed in. Begin again; if it happens again, tell an administrator.',
  },
  'sign-in.replayed': {
    title: 'This answer was used before',
    because: 'Each answer of your identity provider counts once. Begin again.',
  },
  'identity-provider.unknown': {
    title: 'This identity provider is not used here',
    because: 'It was switched off or removed. Choose another way to sign in.',
  },
  'identity-provider.unavailable': {
    title: 'Your identity provider does not answer',
    because: 'Wait a little and begin again, or choose another way to sign in.',
  },
};

const unknown: Sentences = {
  title: 'You could not be signed in',
  because: 'Begin again; if it happens again, tell an administrator.',
};

/** Why a sign-in through an identity provider failed. The code is from the address: of one unknown, nothing is shown. */
export const refusedFor = (code: string): Sentences & Readonly<{ code: string | null }> =>
  Object.hasOwn(known, code) ? { ...unknown, ...known[code], code } : { ...unknown, code: null };

/** An id under which the log has the rest; anything else in the address is not shown. */
export const requestOf = (id: string | null): string | null => (id !== null && /^[0-9a-f-]{36}$/.test(id) ? id : null);
