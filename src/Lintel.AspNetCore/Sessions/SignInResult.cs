using Lintel.Sessions;

namespace Lintel.AspNetCore;

/// <summary>A person who registers, with an account of their own.</summary>
/// <param name="Api">The API's name.</param>
/// <param name="Login">The name that they will sign in with; stored as <see cref="LoginName.Normalize"/> makes it.</param>
/// <param name="Password">The password, of which only its hash is stored.</param>
/// <param name="Plan">The plan of the new account.</param>
/// <param name="Subscription">The subscription of the new account.</param>
public sealed record NewUser(string Api, string Login, string Password, string Plan, string Subscription)
{
    /// <summary>The API and the login: the password belongs in no log.</summary>
    public override string ToString() => $"{Api}: {Login}";
}

/// <summary>The outcome of registering or signing in. A closed type.</summary>
public abstract record SignInResult
{
    private SignInResult()
    {
    }

    /// <summary>A session began.</summary>
    /// <param name="User">The person.</param>
    /// <param name="Session">The stored session.</param>
    /// <param name="Token">The whole token, as a caller presents it, which is shown this once.</param>
    /// <param name="NewDevice">A token for the device, for <see cref="SessionCookies.SetDeviceCookie"/>; null where it has one already.</param>
    public sealed record Started(User User, Session Session, string Token, string? NewDevice) : SignInResult
    {
        internal Started(User user, StartedSession started, string? newDevice)
            : this(user, started.Session, started.Token, newDevice)
        {
        }

        /// <summary>The session's id: the token belongs in no log.</summary>
        public override string ToString() => Session.Id;
    }

    /// <summary>The person is in the store.</summary>
    /// <param name="User">The person.</param>
    public sealed record Added(User User) : SignInResult;

    /// <summary>
    /// The API has this login already. Tell the caller only where the API's contract has a code for it: otherwise registering tells anybody who has an account.
    /// </summary>
    public sealed record LoginTaken : SignInResult;

    /// <summary>There is no such person, or the password is another; which of the two is not told.</summary>
    public sealed record Wrong : SignInResult;

    /// <summary>The password is right, and the person is disabled or the account suspended: <c>account.disabled</c>.</summary>
    public sealed record Disabled : SignInResult;

    /// <summary>There is no such account.</summary>
    public sealed record Missing : SignInResult;
}
