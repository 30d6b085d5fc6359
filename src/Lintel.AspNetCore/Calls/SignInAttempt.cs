namespace Lintel.AspNetCore;

/// <summary>An attempt to sign in, recognized before the password is compared.</summary>
/// <param name="Login">The login, normalized.</param>
/// <param name="User">The person; null where nobody has the login.</param>
/// <param name="Counted">What wrong passwords are counted by: the login at the address or on the known device.</param>
/// <param name="IsKnownDevice">True if the person has signed in with the device before.</param>
/// <param name="IsKnown">True if the person has signed in with the device or from the address before.</param>
internal sealed record SignInAttempt(string Login, User? User, string Counted, bool IsKnownDevice, bool IsKnown);
