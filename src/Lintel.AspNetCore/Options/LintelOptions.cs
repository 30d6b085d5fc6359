using System.Net;
using Lintel.Addresses;
using Lintel.Contracts;
using Lintel.Requests;

namespace Lintel.AspNetCore;

/// <summary>
/// The settings of the front door. They are also read from the section <c>Lintel</c> of the configuration, by the names of these properties
/// (<c>Lintel:BodyDeadline</c>, <c>Lintel:RequestLog:KeepFor</c>); what code sets wins. <c>Lintel:Contracts</c> names contract files, or folders of them.
/// </summary>
public sealed class LintelOptions
{
    /// <summary>The contracts, one for each API. Files that <see cref="AddContract"/> names are added once everything else is set.</summary>
    public IList<Contract> Contracts { get; } = [];

    /// <summary>
    /// The queue and the retention of the request log. <value>65,536 waiting; 30 days; 200,000 anonymous, 500,000 refused and 1,000,000 admitted
    /// entries</value>
    /// </summary>
    public RequestLogOptions RequestLog { get; set; } = new();

    /// <summary>The time for which changes by the management API are kept in the audit log; null for ever. <value>null</value></summary>
    public TimeSpan? AuditRetention { get; set; }

    /// <summary>The time for which sessions are kept after their end, at least an hour. <value>1 hour</value></summary>
    public TimeSpan SessionRetention { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The environment of this process; keys of another are unknown. <value>live</value></summary>
    public string Environment { get; set; } = "live";

    /// <summary>The proxies that are believed in what they tell of the client; empty for none. <value>empty</value></summary>
    public IList<IPNetwork> TrustedProxies { get; } = [];

    /// <summary>true if keys, sessions and applications of demo accounts are admitted; otherwise, false. <value>false</value></summary>
    public bool AdmitDemoAccounts { get; set; }

    /// <summary>
    /// The time from the beginning of a request until its body has arrived, where the <c>body</c> stage or the framework's binding reads it. Handlers that read
    /// the stream themselves, and operations with a limit of their own (<c>MaxBody</c>) that binding reads, are under the server's minimum rate instead.
    /// <see cref="Timeout.InfiniteTimeSpan"/> for none. <value>30 seconds</value>
    /// </summary>
    public TimeSpan BodyDeadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// True where Lintel's own contract, <c>lintel.yaml</c>, also answers outside the APIs: unknown paths, failures and bare statuses get its envelope, a
    /// request id and an entry in the request log. For a process that serves APIs and nothing else. <value>false</value>
    /// </summary>
    public bool AnswerOutside { get; set; }

    /// <summary>
    /// The header fields that <see cref="TrustedProxies"/> are believed in. Name one where a proxy sets that one and passes the other through, because
    /// clients write the other then. <value>both</value>
    /// </summary>
    public ProxyHeaders ProxyHeaders { get; set; } = ProxyHeaders.Both;

    /// <summary>
    /// true if contracts are read again when their files change; a faulty one is refused, and the version before stays in force; otherwise, false.
    /// <value>true, unless <c>hostBuilder:reloadConfigOnChange</c> is false</value>
    /// </summary>
    public bool ReloadContracts { get; set; } = true;

    /// <summary>
    /// Where callers reach the application, such as <c>https://api.example.com</c> or <c>https://example.com/shop</c>: what cookies, same-origin checks,
    /// <c>$type</c> and links go by. null for the address that a trusted proxy tells of, or that the request came in at. <value>null</value>
    /// </summary>
    public Uri? PublicAddress { get; set; }

    /// <summary>
    /// Failed authentications that an address (IPv6: a /64) may make in a minute before it gets 429 for more of them. Where several processes share the stores,
    /// each admits its share. <value>600</value>
    /// </summary>
    public int FailedAuthenticationsPerMinute { get; set; } = 600;

    /// <summary>Bounds the work of hashing passwords. <value>one core is left free, 32 wait for each that is hashed</value></summary>
    public PasswordHashingOptions Passwords { get; } = new();

    /// <summary>
    /// Adds a contract file. It is read when the application is put together, with the stages of <see cref="AddGuard{TGuard}"/>; then every fault of every
    /// file is thrown as one <see cref="ContractException"/>.
    /// </summary>
    /// <param name="path">The file, such as <c>shop.lintel.yaml</c>: the package Lintel has files called so copied and validated by the build. A relative
    /// path is looked for in the application's content root, then beside the executable.</param>
    public LintelOptions AddContract(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ContractFiles.Add(path);
        return this;
    }

    /// <summary>
    /// Adds a guard of the application's own. A contract places it by its stage's word in <c>order</c>; in one that does not, it stands after the stage
    /// <paramref name="after"/>. Lintel's own APIs pass it only where their contract places it.
    /// </summary>
    /// <typeparam name="TGuard">The guard. The codes that it refuses by are named by <see cref="RaisesErrorAttribute"/> on the class.</typeparam>
    /// <param name="after">The word of the stage before it, such as <c>key</c>: what that stage has found is on the call. Must stand before it in every
    /// contract.</param>
    /// <param name="stage">The stage's word; null for the class's name without <c>Guard</c>, such as <c>tenant</c> for <c>TenantGuard</c>.
    /// <value>null</value></param>
    /// <param name="api">The API that it is for; null for all of the application's. <value>null</value></param>
    /// <exception cref="ArgumentException">No stage has the word <paramref name="after"/>, or one has the new stage's, or that is no word for a
    /// stage.</exception>
    public LintelOptions AddGuard<TGuard>(string after, string? stage = null, string? api = null)
        where TGuard : Guard
    {
        var stages = StageDescriptor.All.Concat(Guards.Select(guard => guard.Stage)).ToDictionary(known => known.Word, StringComparer.Ordinal);
        if (!stages.TryGetValue(after, out var before))
        {
            throw new ArgumentException($"No stage is called '{after}'. Known are {string.Join(", ", stages.Keys)}.", nameof(after));
        }

        var word = stage ?? AddedGuard.WordOf(typeof(TGuard));
        if (stages.ContainsKey(word))
        {
            throw new ArgumentException($"There is a stage '{word}' already. Give {typeof(TGuard).Name} another word.", nameof(stage));
        }

        Guards.Add(
            new AddedGuard(
                typeof(TGuard),
                new StageDescriptor(word, [new StagePrerequisite(before, $"{typeof(TGuard).Name} was added after it")], []),
                before,
                api));
        return this;
    }

    /// <summary>
    /// Adds a kind of credential that the application reads itself. A contract has it where it names the word under <c>credentials</c>, with the header that
    /// carries it and the challenge of a 401; <c>AcceptsCredential</c> takes the word too.
    /// </summary>
    /// <typeparam name="TReader">The reader. The codes that it refuses by are named by <see cref="RaisesErrorAttribute"/> on the class.</typeparam>
    /// <param name="kind">The kind's word, such as <c>signature</c>: 1 to 32 lower-case letters, digits and hyphens, beginning with a letter.</param>
    /// <exception cref="ArgumentException">That is no word for a kind, or one of Lintel's, or was added before.</exception>
    public LintelOptions AddCredential<TReader>(string kind)
        where TReader : class, ICredentialReader
    {
        ArgumentNullException.ThrowIfNull(kind);
        if (!StageDescriptor.IsWord(kind))
        {
            throw new ArgumentException(
                $"'{kind}' is no word for a kind of credential. Take 1 to 32 lower-case letters, digits and hyphens, beginning with a letter.",
                nameof(kind));
        }

        if (ContractWords.CredentialKinds.ContainsKey(kind) || Credentials.Any(added => added.Kind == kind))
        {
            throw new ArgumentException($"There is a kind of credential '{kind}' already. Give {typeof(TReader).Name} another word.", nameof(kind));
        }

        Credentials.Add(new AddedCredential(kind, typeof(TReader)));
        return this;
    }

    /// <summary>
    /// Puts an API into shadow mode, as <c>mode: shadow</c> in its contract does: the guards decide and log, and the application answers as if Lintel were
    /// absent. What would have been refused is in the request log with <c>shadow: true</c>.
    /// </summary>
    /// <param name="api">The API's name. Start-up refuses one that no contract has.</param>
    public LintelOptions Shadow(string api)
    {
        ArgumentException.ThrowIfNullOrEmpty(api);
        ShadowApis.Add(api);
        return this;
    }

    internal bool IsShadow(Contract contract) => contract.Mode == ContractMode.Shadow || ShadowApis.Contains(contract.Api);

    /// <summary>Adds proxies to <see cref="TrustedProxies"/>.</summary>
    /// <param name="networks">Addresses and networks in their strict form, such as <c>192.0.2.7</c> or <c>10.0.0.0/8</c>.</param>
    /// <exception cref="FormatException">A text is neither; the message says what to write.</exception>
    public LintelOptions TrustProxies(params ReadOnlySpan<string> networks)
    {
        foreach (var network in networks)
        {
            TrustedProxies.Add(NetworkText.Parse(network));
        }

        return this;
    }

    /// <summary>The guards of the application's own, in the order in which they were added.</summary>
    internal List<AddedGuard> Guards { get; } = [];

    /// <summary>The kinds of credentials of the application's own.</summary>
    internal List<AddedCredential> Credentials { get; } = [];

    /// <summary>The APIs that code has put into shadow mode.</summary>
    internal HashSet<string> ShadowApis { get; } = new(StringComparer.Ordinal);

    /// <summary>The contract files that code has named.</summary>
    internal List<string> ContractFiles { get; } = [];

    /// <summary>The folder that relative paths are relative to.</summary>
    internal string ContentRoot { get; set; } = Directory.GetCurrentDirectory();

    /// <summary>
    /// Answers exceptions of a type, and of types derived from it, by a condition. The most specific type wins. They are not logged as errors.
    /// </summary>
    /// <typeparam name="TException">The type.</typeparam>
    /// <param name="condition">The condition, such as <see cref="Condition.StateConflict"/>. Every contract needs an error definition for it.</param>
    public LintelOptions MapException<TException>(Condition condition)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(condition);
        MappedConditions[typeof(TException)] = condition;
        ExceptionMappings.Remove(typeof(TException));
        return this;
    }

    /// <summary>
    /// Answers exceptions of a type, and of types derived from it, by a refusal made from the exception. The most specific type wins. Start-up cannot check
    /// the refusal: one that the contract has no error definition for, or whose code the operation does not declare, becomes <c>server.error</c>.
    /// </summary>
    /// <typeparam name="TException">The type.</typeparam>
    /// <param name="refusal">Makes the refusal. Its arguments are sent to the caller. The exception's message is in the request log, and the exception is
    /// logged where the status of the answer is 500 or more.</param>
    public LintelOptions MapException<TException>(Func<TException, Refusal> refusal)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(refusal);
        ExceptionMappings[typeof(TException)] = exception => refusal((TException)exception);
        MappedConditions.Remove(typeof(TException));
        return this;
    }

    /// <summary>The values of the configuration that could not be read, a sentence each.</summary>
    internal List<string> SettingFaults { get; } = [];

    internal Dictionary<Type, Func<Exception, Refusal>> ExceptionMappings { get; } = [];

    internal Dictionary<Type, Condition> MappedConditions { get; } = [];
}
