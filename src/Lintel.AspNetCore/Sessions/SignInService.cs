using Lintel.Accounts;
using Lintel.Sessions;

namespace Lintel.AspNetCore;

/// <summary>Registers people and signs them in.</summary>
public sealed class SignInService
{
    /// <summary>The largest body that signing in needs, in bytes, for <c>MaxBody</c>: anybody may send it, before anything is known of them.</summary>
    public const long LargestBody = 4 * 1024;

    private readonly ISessionStore _store;
    private readonly SessionService _sessions;
    private readonly AccountCache _accounts;
    private readonly Passwords _passwords;
    private readonly SignInRecognition _recognition;
    private readonly TimeProvider _time;

    internal SignInService(
        ISessionStore store,
        SessionService sessions,
        AccountCache accounts,
        Passwords passwords,
        SignInRecognition recognition,
        TimeProvider time)
    {
        _store = store;
        _sessions = sessions;
        _accounts = accounts;
        _passwords = passwords;
        _recognition = recognition;
        _time = time;
    }

    /// <summary>
    /// Registers a person with an account of their own, named by the login, and signs them in: all of it, or nothing. Takes as long where the login is
    /// taken.
    /// </summary>
    /// <param name="person">The person.</param>
    /// <param name="call">The request that asks for it: its address, and the device that it comes from.</param>
    /// <param name="cancellationToken">Gives up waiting; the person may still be registered.</param>
    /// <returns><see cref="SignInResult.Started"/> or <see cref="SignInResult.LoginTaken"/>.</returns>
    public Task<SignInResult> RegisterAsync(NewUser person, ApiCall call, CancellationToken cancellationToken) =>
        RegisterAsync(person, SignInOrigin.Of(call), cancellationToken);

    internal async Task<SignInResult> RegisterAsync(NewUser person, SignInOrigin origin, CancellationToken cancellationToken)
    {
        var account = new Account
        {
            Id = Account.NewId(),
            Api = person.Api,
            Name = LoginName.Normalize(person.Login),
            Plan = person.Plan,
            Subscription = person.Subscription,
            CreatedAt = _time.GetUtcNow(),
        };
        var user = await MakeUserAsync(account, person.Login, person.Password, PasswordCaller.Of(origin.Address), cancellationToken);
        var started = _sessions.Prepare(user);
        return await _store.AddUserAsync(user, account, started.Session, cancellationToken)
            ? new SignInResult.Started(user, started, await RememberAsync(user, origin, knownDevice: false, cancellationToken))
            : new SignInResult.LoginTaken();
    }

    /// <summary>Adds a person to an account that is there.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="login">The name that they will sign in with.</param>
    /// <param name="password">The password, of which only its hash is stored.</param>
    /// <param name="call">The request on whose behalf the password is hashed, because callers take turns; null for the process itself.</param>
    /// <param name="cancellationToken">Gives up waiting; the person may still be added.</param>
    /// <returns><see cref="SignInResult.Added"/>, <see cref="SignInResult.LoginTaken"/> or <see cref="SignInResult.Missing"/>.</returns>
    public Task<SignInResult> AddUserAsync(string accountId, string login, string password, ApiCall? call, CancellationToken cancellationToken) =>
        AddUserAsync(accountId, login, password, PasswordCaller.OfNullable(call), cancellationToken);

    internal async Task<SignInResult> AddUserAsync(string accountId, string login, string password, PasswordCaller caller, CancellationToken cancellationToken)
    {
        if (await _accounts.FindAsync(accountId, cancellationToken) is not { } account)
        {
            return new SignInResult.Missing();
        }

        var user = await MakeUserAsync(account, login, password, caller, cancellationToken);
        return await _store.AddUserAsync(user, account: null, session: null, cancellationToken) ? new SignInResult.Added(user) : new SignInResult.LoginTaken();
    }

    /// <summary>
    /// Adds a person without a password to an account that is there: somebody who is known by other means, such as another sign-in, and whose sessions
    /// <see cref="StartAsync"/> begins.
    /// </summary>
    /// <returns><see cref="SignInResult.Added"/>, <see cref="SignInResult.LoginTaken"/> or <see cref="SignInResult.Missing"/>.</returns>
    public async Task<SignInResult> AddUserAsync(string accountId, string login, CancellationToken cancellationToken)
    {
        if (await _accounts.FindAsync(accountId, cancellationToken) is not { } account)
        {
            return new SignInResult.Missing();
        }

        var user = MakeUser(account, login, Passwords.None);
        return await _store.AddUserAsync(user, account: null, session: null, cancellationToken) ? new SignInResult.Added(user) : new SignInResult.LoginTaken();
    }

    /// <summary>
    /// Signs a person in; takes as long for a login that nobody has as for a wrong password. A hash that is out of date is replaced by one of the present
    /// strength.
    /// </summary>
    /// <param name="api">The API's name.</param>
    /// <param name="login">The name, in whatever form it is written.</param>
    /// <param name="password">The password that was presented.</param>
    /// <param name="call">The request that asks for it: its address, and the device that it comes from.</param>
    /// <param name="cancellationToken">Gives up waiting; the session may still begin.</param>
    /// <returns><see cref="SignInResult.Started"/>, <see cref="SignInResult.Wrong"/>, or with the right password <see cref="SignInResult.Disabled"/>.</returns>
    public Task<SignInResult> SignInAsync(string api, string login, string password, ApiCall call, CancellationToken cancellationToken) =>
        SignInAsync(api, login, password, SignInOrigin.Of(call), cancellationToken);

    internal async Task<SignInResult> SignInAsync(string api, string login, string password, SignInOrigin origin, CancellationToken cancellationToken)
    {
        var attempt = await _recognition.RecognizeAsync(api, login, origin, cancellationToken);
        var caller = attempt is { IsKnown: true, User: { } known } ? PasswordCaller.Known(known.Id) : PasswordCaller.Of(origin.Address);
        if (await CheckAsync(attempt.User, password, caller, cancellationToken) is not { } user)
        {
            return new SignInResult.Wrong();
        }

        if (user.DisabledAt is not null || await _accounts.FindAsync(user.AccountId, cancellationToken) is not { SuspendedAt: null })
        {
            return new SignInResult.Disabled();
        }

        return await _sessions.StartAsync(user, withPassword: true, cancellationToken) is { } started
            ? new SignInResult.Started(user, started, await RememberAsync(user, origin, attempt.IsKnownDevice, cancellationToken))
            : new SignInResult.Wrong();
    }

    /// <summary>Begins a session without asking for the password, for a person who is known by other means.</summary>
    /// <exception cref="InvalidOperationException">The person is gone or disabled.</exception>
    public async Task<SignInResult.Started> StartAsync(User user, CancellationToken cancellationToken) =>
        await _sessions.StartAsync(user, withPassword: false, cancellationToken) is { } started
            ? new SignInResult.Started(user, started, newDevice: null)
            : throw new InvalidOperationException($"{user} is gone or disabled.");

    /// <summary>Changes the password of a person who knows the present one, and ends their other sessions.</summary>
    /// <returns>False where the present password is another.</returns>
    public async Task<bool> ChangePasswordAsync(Session session, string present, string password, CancellationToken cancellationToken)
    {
        var caller = PasswordCaller.Known(session.UserId);
        if (await CheckAsync(await _store.FindUserAsync(session.UserId, cancellationToken), present, caller, cancellationToken) is not { } user)
        {
            return false;
        }

        var hash = await _passwords.HashAsync(password, caller, cancellationToken);
        var ended = await _store.SetPasswordAsync(user.Id, new PasswordChange(hash, user.PasswordHash, EndsSessions: true, session.Id), cancellationToken);
        _sessions.Forget(ended ?? []);
        return ended is not null;
    }

    /// <summary>Sets the password of a person without asking for the present one, and ends all of their sessions.</summary>
    /// <param name="userId">The person.</param>
    /// <param name="password">The new password.</param>
    /// <param name="call">The request on whose behalf the password is hashed, because callers take turns; null for the process itself.</param>
    /// <param name="cancellationToken">Gives up waiting; the password may still be set.</param>
    /// <returns>False where there is no such person.</returns>
    public Task<bool> SetPasswordAsync(string userId, string password, ApiCall? call, CancellationToken cancellationToken) =>
        SetPasswordAsync(userId, password, PasswordCaller.OfNullable(call), cancellationToken);

    internal async Task<bool> SetPasswordAsync(string userId, string password, PasswordCaller caller, CancellationToken cancellationToken)
    {
        var hash = await _passwords.HashAsync(password, caller, cancellationToken);
        var ended = await _store.SetPasswordAsync(userId, new PasswordChange(hash, Expected: null, EndsSessions: true), cancellationToken);
        _sessions.Forget(ended ?? []);
        return ended is not null;
    }

    /// <summary>Signs out: the session opens nothing from now on.</summary>
    public Task EndAsync(Session session, CancellationToken cancellationToken) => _sessions.EndAsync(session, cancellationToken);

    /// <summary>Finds a person by id.</summary>
    public ValueTask<User?> FindUserAsync(string id, CancellationToken cancellationToken) => _store.FindUserAsync(id, cancellationToken);

    /// <summary>Finds a person by login, in whatever form it is written.</summary>
    public ValueTask<User?> FindUserByLoginAsync(string api, string login, CancellationToken cancellationToken) =>
        _store.FindUserByLoginAsync(api, LoginName.Normalize(login), cancellationToken);

    /// <summary>Compares a password, and stores an upgraded hash.</summary>
    /// <returns>The person as they are now; null where the password is wrong.</returns>
    private async Task<User?> CheckAsync(User? user, string password, PasswordCaller caller, CancellationToken cancellationToken)
    {
        var check = await _passwords.VerifyAsync(user?.PasswordHash, password, caller, cancellationToken);
        if (!check.IsRight || user is null)
        {
            return null;
        }

        return check.Upgraded is { } hash
            && await _store.SetPasswordAsync(user.Id, new PasswordChange(hash, user.PasswordHash, EndsSessions: false), cancellationToken) is not null
            ? user with { PasswordHash = hash }
            : user;
    }

    /// <returns>A token for the device; null where it has one already.</returns>
    private async Task<string?> RememberAsync(User user, SignInOrigin origin, bool knownDevice, CancellationToken cancellationToken)
    {
        var device = knownDevice ? null : SessionCookies.NewDevice();
        var name = device is null ? origin.DeviceName! : SignInOrigin.NameOf(device);
        await _store.RememberOriginsAsync(user.Id, [origin.AddressName, name], _time.GetUtcNow(), cancellationToken);
        return device;
    }

    private async Task<User> MakeUserAsync(Account account, string login, string password, PasswordCaller caller, CancellationToken cancellationToken) =>
        MakeUser(account, login, await _passwords.HashAsync(password, caller, cancellationToken));

    private User MakeUser(Account account, string login, string passwordHash) => new()
    {
        Id = User.NewId(),
        Api = account.Api,
        AccountId = account.Id,
        Login = LoginName.Normalize(login),
        PasswordHash = passwordHash,
        CreatedAt = _time.GetUtcNow(),
    };
}
