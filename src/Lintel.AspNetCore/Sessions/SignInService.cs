using Lintel.Accounts;
using Lintel.Sessions;

namespace Lintel.AspNetCore;

/// <summary>A person who registers, with an account of their own.</summary>
/// <param name="Api">The API's name.</param>
/// <param name="Login">What they will sign in with; kept in lower case.</param>
/// <param name="Password">The password, which only its hash is kept of.</param>
/// <param name="Plan">The plan of the new account.</param>
/// <param name="Subscription">The subscription of the new account.</param>
public sealed record NewUser(string Api, string Login, string Password, string Plan, string Subscription)
{
    /// <summary>The API and the login: the password has no business in a log.</summary>
    public override string ToString() => $"{Api}: {Login}";
}

/// <summary>What came of registering or signing in. A closed type.</summary>
public abstract record SignInResult
{
    private SignInResult()
    {
    }

    /// <summary>A session began.</summary>
    /// <param name="User">The person.</param>
    /// <param name="New">The session and its token.</param>
    public sealed record Started(User User, StartedSession New) : SignInResult;

    /// <summary>The person is in the store.</summary>
    /// <param name="User">The person.</param>
    public sealed record Added(User User) : SignInResult;

    /// <summary>The API has this login already.</summary>
    public sealed record LoginTaken : SignInResult;

    /// <summary>There is no such person, or the password is another; which of the two is not told.</summary>
    public sealed record Wrong : SignInResult;

    /// <summary>There is no such account.</summary>
    public sealed record Missing : SignInResult;
}

/// <summary>Registers people and signs them in.</summary>
/// <param name="store">Where people and sessions are kept.</param>
/// <param name="sessions">Begins sessions and ends them.</param>
/// <param name="accounts">The accounts that people are added to.</param>
/// <param name="passwords">Hashes passwords.</param>
/// <param name="time">The clock.</param>
public sealed class SignInService(ISessionStore store, SessionService sessions, AccountRing accounts, Passwords passwords, TimeProvider time)
{
    /// <summary>The largest body that signing in needs, in bytes, for <c>MaxBody</c>: strangers send it, before anything is known of them.</summary>
    public const long LargestBody = 4 * 1024;

    /// <summary>Registers a person with an account of their own, named by the login, and signs them in: all of it, or nothing.</summary>
    /// <returns><see cref="SignInResult.Started"/> or <see cref="SignInResult.LoginTaken"/>.</returns>
    public async Task<SignInResult> RegisterAsync(NewUser person, SignInOrigin origin, CancellationToken cancellationToken)
    {
        var account = new Account
        {
            Id = Account.NewId(),
            Api = person.Api,
            Name = person.Login,
            Plan = person.Plan,
            Subscription = person.Subscription,
            CreatedAt = time.GetUtcNow(),
        };
        var user = await MakeUserAsync(account, person.Login, person.Password, PasswordCaller.Of(origin.Address), cancellationToken);
        var started = sessions.Prepare(user);
        return await store.AddUserAsync(user, account, started.Session, cancellationToken)
            ? new SignInResult.Started(user, started)
            : new SignInResult.LoginTaken();
    }

    /// <summary>Adds a person to an account that is there.</summary>
    /// <returns><see cref="SignInResult.Added"/>, <see cref="SignInResult.LoginTaken"/> or <see cref="SignInResult.Missing"/>.</returns>
    public async Task<SignInResult> AddUserAsync(string accountId, string login, string password, PasswordCaller caller, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(accountId, cancellationToken) is not { } account)
        {
            return new SignInResult.Missing();
        }

        var user = await MakeUserAsync(account, login, password, caller, cancellationToken);
        return await store.AddUserAsync(user, account: null, session: null, cancellationToken) ? new SignInResult.Added(user) : new SignInResult.LoginTaken();
    }

    /// <summary>Signs a person in; takes as long for a login that nobody has as for a wrong password.</summary>
    /// <returns><see cref="SignInResult.Started"/> or <see cref="SignInResult.Wrong"/>.</returns>
    public async Task<SignInResult> SignInAsync(string api, string login, string password, SignInOrigin origin, CancellationToken cancellationToken)
    {
        var user = await FindUserByLoginAsync(api, login, cancellationToken);
        var check = await passwords.VerifyAsync(user?.PasswordHash, password, PasswordCaller.Of(origin.Address), cancellationToken);
        return check.IsRight ? await StartAsync(user!, cancellationToken) : new SignInResult.Wrong();
    }

    /// <summary>Begins a session without asking for the password, for a person who is known by other means.</summary>
    public async Task<SignInResult.Started> StartAsync(User user, CancellationToken cancellationToken) =>
        new(user, await sessions.StartAsync(user, cancellationToken));

    /// <summary>Signs out: the session opens nothing from now on.</summary>
    public Task EndAsync(Session session, CancellationToken cancellationToken) => sessions.EndAsync(session, cancellationToken);

    /// <summary>Finds a person by id.</summary>
    public ValueTask<User?> FindUserAsync(string id, CancellationToken cancellationToken) => store.FindUserAsync(id, cancellationToken);

    /// <summary>Finds a person by login, in whatever case.</summary>
    public ValueTask<User?> FindUserByLoginAsync(string api, string login, CancellationToken cancellationToken) =>
        store.FindUserByLoginAsync(api, Normalise(login), cancellationToken);

    private async Task<User> MakeUserAsync(Account account, string login, string password, PasswordCaller caller, CancellationToken cancellationToken) => new()
    {
        Id = User.NewId(),
        Api = account.Api,
        AccountId = account.Id,
        Login = Normalise(login),
        PasswordHash = await passwords.HashAsync(password, caller, cancellationToken),
        CreatedAt = time.GetUtcNow(),
    };

    private static string Normalise(string login) => login.ToLowerInvariant();
}
