/** Why a notification did not get through. `permanent`: trying again would not help. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    message: string,
    readonly permanent: boolean,
  ) {
    super(message.slice(0, 300));
  }
}
