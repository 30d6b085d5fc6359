using Lintel.Audit;
using Lintel.Contracts;
using Lintel.Host.Startup;

namespace Lintel.Host.Settings;

/// <summary>
/// The options of the command line. A closed type: help, a backup, a move to PostgreSQL, an import of keys, a sign-in link, a verification of the audit log,
/// what is to be done with the pepper or with contracts, or settings that win over the environment.
/// </summary>
internal abstract record CommandLine
{
    public const string HelpText = """
        Usage: lintel-host [--port N] [--data DIR] [--postgres CONNECTION [--redis SERVERS]]
               lintel-host backup FOLDER [--data DIR]
               lintel-host move [--from DIR] [--to CONNECTION]
               lintel-host import-keys FILE [--data DIR] [--url URL [--token-file FILE]] [--dry-run]
               lintel-host sign-in-link [--operator LOGIN] [--data DIR] [--url URL [--token-file FILE]]
               lintel-host audit verify [--seen NUMBER:MAC] [--data DIR] [--postgres CONNECTION]
               lintel-host pepper status|rotate [--next]|retire VERSION [--ending N] [--data DIR] [--postgres CONNECTION]
               lintel-host lint FILE… [--format text|json|github] [--strict]
               lintel-host show FILE CODE [--accept TYPE] [--language TAG]
               lintel-host infer FILE… [--api NAME] [--base-path PATH] [--host NAME]

          backup FOLDER      copy the data folder into a new one, also while the host runs; the pepper is not copied.
          move               copy the records of the data folder DIR (--data) of a stopped host into an empty PostgreSQL
                             database (--postgres), and compare both. Running it again goes on where it was interrupted.
          import-keys FILE   import keys that were issued elsewhere, one JSON object a line; - reads standard input,
                             where a line may have the key itself in place of its digest. Running it again skips
                             what is there. The host must be stopped, or be named by --url.
          sign-in-link       print a link by which an operator signs in once, within 15 minutes: LOGIN, or the owner who was
                             added first. A host with files must be stopped, or be named by --url.
          audit verify       verify the chain of the audit log, also while hosts run; ends with 1 at the first entry that does
                             not fit. --seen has the end that an earlier run printed, which must be in the chain still.
          pepper status      show the versions of the pepper and how much is stored under each, also while hosts run.
          pepper rotate      add a version to the pepper's file in DIR; with --next as one that opens keys and makes none yet,
                             for several nodes, and run again without it to make that one current. Restart the host afterwards.
          pepper retire VERSION   mark a version as one that opens no key, once nothing is left under it. --ending N revokes
                             the N keys that are left. A host with files must be stopped.
          lint FILE…         tell the faults of contracts, and give advice; ends with 65 where there are faults.
          show FILE CODE     print the answer of a contract's code as it is sent, with made-up arguments.
          infer FILE…        propose a contract from recorded error responses, HTTP text or HAR, or of a folder with
                             them; - reads standard input. The contract goes to standard output, a summary to standard error.

          ./run --nodes N      starts N nodes with PostgreSQL and Redis of their own, to look at (eng/cluster --help).

          --port N     listen on this port (LINTEL_PORT; 8080). 0 takes a free one.
          --data DIR   keep databases, demo.json and the operator token here (LINTEL_DATA; ./data).
          --postgres CONNECTION   keep the records in this PostgreSQL database, 15 or newer, instead of files, such as
                       "Host=127.0.0.1;Database=lintel;Username=lintel" (Lintel__Postgres). DIR has the pepper, demo.json
                       and the operator token then. Several processes may share it.
          --redis SERVERS   count the rate limits in this Redis or Valkey, 7.0 or newer, such as 127.0.0.1:6379 (Lintel__Redis);
                       with --postgres only.
          --url URL    use the management API of the host that runs there, https or a loopback address.
          --token-file FILE   the token for --url (Lintel__OperatorToken, else operator.token in DIR).
          --dry-run    check every line and write nothing.
          --format F   text for people, json, or github for annotations of a workflow (text).
          --strict     end with 65 where there is advice, too.
          --accept TYPE, --language TAG   what the caller accepts, for contracts with several.
          --api NAME, --base-path PATH   the name and the base path of the API whose contract is inferred (a guess).
          --host NAME  infer from the responses of this host alone, where recordings have several; may be repeated.
          --help       show this text.

        Settings by environment:
          LINTEL_ADDRESS           the address to listen on (127.0.0.1)
          Lintel__DataWait         seconds to wait for another process that still uses DIR (5)
          Lintel__Demo             true fills an empty store with demo data; only on a loopback address
          Lintel__DemoTraffic      true sends some requests by the demo keys at the first start with demo data (false)
          Lintel__Environment      the environment of this process; keys of another are unknown (live)
          Lintel__Pepper           the secret that key hashes are mixed with (a file in DIR)
          Lintel__PepperFile       a file with it instead, such as one that a secret manager mounts (none)
          Lintel__PepperCommand    a program that prints it instead, with arguments; run once, without a shell (none)
          Lintel__OperatorToken    the token of the management API (made at the first start)
          Lintel__AuditDays        how many days changes by the management API are kept in the audit log (for ever)
          Lintel__SessionHours     how many hours sessions are kept after their end (1)
          Lintel__TrustedProxies   proxies that are believed about the client, such as 10.0.0.0/8,192.0.2.7
          Lintel__ProxyHeaders     what they are believed in: x-forwarded, forwarded (RFC 7239) or both (both);
                                   name one where a proxy passes the other through
          Lintel__PublicAddress    where callers reach the process, such as https://api.example.com, for cookies,
                                   links and same-origin checks (what a proxy says, else the address that it listens on)
          Lintel__Contracts        a folder of contract files that replace the built-in ones of the same API
          Lintel__Webhooks__AllowPrivate   true lets webhooks call private and loopback addresses, any port, and http (false)
          Lintel__Webhooks__AllowedPorts   the ports that webhooks may call (80,443,8080,8443)
          Lintel__Webhooks__KeepDays       how many days deliveries are kept after their end (30)
          Lintel__RequestLog__KeepDays     how many days entries of the request log are kept (30)
          Lintel__RequestLog__MaxAnonymous, …MaxRefused, …MaxAdmitted   entries kept of each kind of traffic (200000, 500000, 1000000)
          Lintel__RequestLog__TrailSample   of how many admitted requests one is kept with what each guard has compared (100); 0 for none
          Lintel__LogRequests      true writes one line for each request to the console, without its query (false)
          Lintel__MetricsPort      the port on which Prometheus finds /metrics, and no API is answered (none);
                                   Lintel__MetricsAddress is its address (127.0.0.1)
          Lintel__ManagementPort   the port on which the management API and the console answer, and no other API (that of the APIs);
                                   Lintel__ManagementAddress is its address (127.0.0.1)
          Lintel__OpenIdConnect__Authority, …ClientId, …ClientSecret   the provider by which operators sign in to the console (none);
                                   …LoginClaim is the claim with their login (email), …Name its name on the page
          Lintel__DrainDelay       seconds to go on taking requests after SIGTERM, while /readyz fails (0)
          Lintel__DrainTimeout     seconds that requests and streams then have to end (a little less than 1)
          OTEL_EXPORTER_OTLP_ENDPOINT   where metrics and traces are sent by OTLP, with the other variables of OpenTelemetry
          Otp__Debug               true writes live codes of otp to the log; only with demo data
          Pixel__IngestUrl, Pixel__IdentifyUrl, Pixel__WarehouseUrl   where pixel sends events; blank for not configured
        """;

    private const string DataKey = "Lintel:Data";
    private const string PostgresKey = "Lintel:Postgres";
    private const string DryRunOption = "--dry-run";
    private const string UrlKey = "url";
    private const string TokenFileKey = "token-file";

    private CommandLine()
    {
    }

    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        if (args is ["backup", ..])
        {
            return args.Count > 1 && !args[1].StartsWith('-')
                ? new Backup(args[1], ReadOptions(args, first: 2))
                : throw new StartupException(ExitCode.Usage, "backup needs the folder of the copy: lintel-host backup FOLDER [--data DIR].");
        }

        if (args is ["move", ..])
        {
            return ParseMove([.. args.Skip(1)]);
        }

        if (args is ["import-keys", ..])
        {
            return ParseImport(args);
        }

        if (args is ["sign-in-link", ..])
        {
            return ParseSignInLink([.. args.Skip(1)]);
        }

        if (args is ["audit", ..])
        {
            return ParseAudit([.. args.Skip(1)]);
        }

        if (args is ["pepper", ..])
        {
            return ParsePepper([.. args.Skip(1)]);
        }

        if (args is ["lint", ..])
        {
            return ParseLint([.. args.Skip(1)]);
        }

        if (args is ["show", ..])
        {
            return ParseShow([.. args.Skip(1)]);
        }

        if (args is ["infer", ..])
        {
            return ParseInfer(args);
        }

        return args.Any(argument => argument is "--help" or "-h") ? new Help() : new Options(ReadOptions(args, first: 0));
    }

    private static CommandLine ParseMove(List<string> rest)
    {
        if (rest.Exists(argument => argument is "--help" or "-h"))
        {
            return new Help();
        }

        var values = new Dictionary<string, string?>();
        foreach (var (option, key) in (ReadOnlySpan<(string, string)>)[("--from", DataKey), ("--to", PostgresKey)])
        {
            if (Take(rest, option) is { } value)
            {
                values[key] = value;
            }
        }

        return rest.Count == 0
            ? new Move(values)
            : throw new StartupException(ExitCode.Usage, $"move does not know '{rest[0]}': lintel-host move [--from DIR] [--to CONNECTION].");
    }

    private static ImportKeys ParseImport(IReadOnlyList<string> args)
    {
        List<string> rest = [.. args.Skip(1)];
        var dryRun = rest.Remove(DryRunOption);
        if (rest.Count == 0 || (rest[0].StartsWith('-') && rest[0] != ImportKeys.StandardInput))
        {
            throw new StartupException(
                ExitCode.Usage,
                "import-keys needs a file, or - for standard input: lintel-host import-keys FILE [--data DIR] [--url URL] [--dry-run].");
        }

        var values = ReadOptions(rest, first: 1, takesUrl: true);
        values.Remove(UrlKey, out var url);
        values.Remove(TokenFileKey, out var tokenFile);
        return new ImportKeys(rest[0], url is null ? null : ReadUrl(url), tokenFile, dryRun, values);
    }

    private static CommandLine ParseSignInLink(List<string> rest)
    {
        if (rest.Exists(argument => argument is "--help" or "-h"))
        {
            return new Help();
        }

        var login = Take(rest, "--operator");
        var values = ReadOptions(rest, first: 0, takesUrl: true);
        values.Remove(UrlKey, out var url);
        values.Remove(TokenFileKey, out var tokenFile);
        return new SignInLink(login, url is null ? null : ReadUrl(url), tokenFile, values);
    }

    private static CommandLine ParseAudit(List<string> rest)
    {
        if (rest.Exists(argument => argument is "--help" or "-h"))
        {
            return new Help();
        }

        return rest is ["verify", ..] && Take(rest, "--seen") is var seen
            ? new AuditVerify(seen is null ? null : ReadSeen(seen), ReadOptions(rest, first: 1))
            : throw new StartupException(ExitCode.Usage, "audit knows verify alone: lintel-host audit verify [--seen NUMBER:MAC] [--data DIR].");
    }

    private static CommandLine ParsePepper(List<string> rest)
    {
        if (rest.Exists(argument => argument is "--help" or "-h"))
        {
            return new Help();
        }

        var isNext = rest.Remove("--next");
        var ending = Take(rest, "--ending");
        PepperAction? action = rest switch
        {
            ["status", ..] when !isNext && ending is null => new PepperAction.Status(),
            ["rotate", ..] when ending is null => new PepperAction.Rotate(isNext),
            ["retire", var text, ..] when !isNext && WholeNumberText.TryParse(text, out int version) =>
                new PepperAction.Retire(version, ending is null ? null : ReadCount(ending)),
            _ => null,
        };
        return action is null
            ? throw new StartupException(
                ExitCode.Usage,
                "pepper knows status, rotate and retire: lintel-host pepper status, lintel-host pepper rotate [--next], lintel-host pepper retire VERSION "
                    + "[--ending N].")
            : new Pepper(action, ReadOptions(rest, action is PepperAction.Retire ? 2 : 1));
    }

    private static long ReadCount(string text) => WholeNumberText.TryParse(text, out long count)
        ? count
        : throw new StartupException(ExitCode.Usage, $"--ending is '{text}'. Write the number of keys that pepper retire has told.");

    private static AuditSeen ReadSeen(string text)
    {
        var parts = text.Split(':');
        return parts is [var number, { Length: 64 } mac]
            && WholeNumberText.TryParse(number, out long at)
            && at > 0
            && mac.All(char.IsAsciiHexDigitLower)
            ? new AuditSeen(at, Convert.FromHexString(mac))
            : throw new StartupException(ExitCode.Usage, $"--seen is '{text}'. Write what audit verify printed after 'last', such as 12:6f3a….");
    }

    private static CommandLine ParseLint(List<string> rest)
    {
        if (rest.Exists(argument => argument is "--help" or "-h"))
        {
            return new Help();
        }

        var strict = rest.Remove("--strict");
        var format = Take(rest, "--format") ?? "text";
        if (rest.Count == 0 || rest.Find(argument => argument.StartsWith('-')) is { } || format is not ("text" or "json" or "github"))
        {
            throw new StartupException(
                ExitCode.Usage,
                "lint needs contract files: lintel-host lint FILE... [--format text|json|github] [--strict].");
        }

        return new Lint(rest, format, strict);
    }

    private static CommandLine ParseShow(List<string> rest)
    {
        if (rest.Exists(argument => argument is "--help" or "-h"))
        {
            return new Help();
        }

        var (accept, language) = (Take(rest, "--accept"), Take(rest, "--language"));
        return rest is [var file, var code] && !file.StartsWith('-')
            ? new Show(file, code, accept, language)
            : throw new StartupException(
                ExitCode.Usage,
                "show needs a contract and a code or condition: lintel-host show FILE CODE [--accept TYPE] [--language TAG].");
    }

    /// <summary>Takes an option with its value out of the arguments; null where it is not there.</summary>
    private static string? Take(List<string> rest, string name)
    {
        var at = rest.FindIndex(argument => argument == name || argument.StartsWith(name + "=", StringComparison.Ordinal));
        if (at < 0)
        {
            return null;
        }

        var (_, value) = Split(rest[at]);
        if (value is null && at + 1 == rest.Count)
        {
            throw new StartupException(ExitCode.Usage, $"{name} needs a value. See --help.");
        }

        value ??= rest[at + 1];
        rest.RemoveRange(at, rest[at] == name ? 2 : 1);
        return value;
    }

    private static CommandLine ParseInfer(IReadOnlyList<string> args)
    {
        var files = args.Skip(1).TakeWhile(argument => argument == ImportKeys.StandardInput || !argument.StartsWith('-')).ToArray();
        string[] options = [.. args.Skip(1 + files.Length)];
        if (options.Any(argument => argument is "--help" or "-h"))
        {
            return new Help();
        }

        if (files.Length == 0)
        {
            throw new StartupException(ExitCode.Usage, "infer needs files with recorded responses: lintel-host infer FILE… [--api NAME] [--base-path PATH] [--host NAME].");
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var hosts = new List<string>();
        for (var i = 0; i < options.Length; i++)
        {
            var (name, value) = Split(options[i]);
            if (name == "--host")
            {
                hosts.Add(value ?? (++i < options.Length ? options[i] : throw new StartupException(ExitCode.Usage, $"{name} needs a value. See --help.")));
                continue;
            }

            var form = name switch
            {
                "--api" => Forms.Api,
                "--base-path" => Forms.BasePath,
                _ => throw new StartupException(ExitCode.Usage, $"Unknown option '{options[i]}'. See --help."),
            };
            values[name] = value ?? (++i < options.Length ? options[i] : throw new StartupException(ExitCode.Usage, $"{name} needs a value. See --help."));
            if (!form.IsMatch(values[name]))
            {
                var words = name == "--api" ? Forms.ApiInWords : Forms.BasePathInWords;
                throw new StartupException(ExitCode.Usage, $"{name} is '{values[name]}'. Write {words}.");
            }
        }

        return new Infer(files, values.GetValueOrDefault("--api"), values.GetValueOrDefault("--base-path"), hosts);
    }

    /// <summary>The token of the management API and digests of keys go there, so the way must be private.</summary>
    private static Uri ReadUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url.UserInfo.Length == 0
            && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            ? url
            : throw new StartupException(
                ExitCode.Usage,
                $"--url must be an https address, or http on a loopback address, such as http://127.0.0.1:8080, not '{text}'.");

    private static Dictionary<string, string?> ReadOptions(IReadOnlyList<string> args, int first, bool takesUrl = false)
    {
        var values = new Dictionary<string, string?>();
        for (var i = first; i < args.Count; i++)
        {
            var (name, value) = Split(args[i]);
            var key = name switch
            {
                "--port" => "Lintel:Port",
                "--data" => DataKey,
                "--postgres" => PostgresKey,
                "--redis" => "Lintel:Redis",
                "--url" when takesUrl => UrlKey,
                "--token-file" when takesUrl => TokenFileKey,
                _ => throw new StartupException(ExitCode.Usage, $"Unknown option '{args[i]}'. See --help."),
            };
            values[key] = value ?? (++i < args.Count ? args[i] : throw new StartupException(ExitCode.Usage, $"{name} needs a value. See --help."));
        }

        return values;
    }

    private static (string Name, string? Value) Split(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (argument, null) : (argument[..equals], argument[(equals + 1)..]);
    }

    /// <summary>The help text was asked for.</summary>
    public sealed record Help : CommandLine;

    /// <summary>A copy of the data folder was asked for.</summary>
    public sealed record Backup(string Folder, IReadOnlyDictionary<string, string?> Values) : CommandLine;

    /// <summary>A move of the records to PostgreSQL was asked for.</summary>
    public sealed record Move(IReadOnlyDictionary<string, string?> Values) : CommandLine;

    /// <summary>An import of keys was asked for.</summary>
    /// <param name="File">The file, or <see cref="StandardInput"/>.</param>
    /// <param name="Url">The address of a running host; null for the data folder.</param>
    /// <param name="TokenFile">The file with the token of the management API; null for the setting or the file in the data folder.</param>
    /// <param name="DryRun">true to check every line and write nothing.</param>
    /// <param name="Values">Settings by their configuration keys.</param>
    public sealed record ImportKeys(string File, Uri? Url, string? TokenFile, bool DryRun, IReadOnlyDictionary<string, string?> Values) : CommandLine
    {
        /// <summary>The name that stands for standard input.</summary>
        public const string StandardInput = "-";
    }

    /// <summary>A sign-in link was asked for.</summary>
    /// <param name="Login">The login of the operator; null for the owner who was added first.</param>
    /// <param name="Url">The address of a running host; null for the data folder.</param>
    /// <param name="TokenFile">The file with the token of the management API; null for the setting or the file in the data folder.</param>
    /// <param name="Values">Settings by their configuration keys.</param>
    public sealed record SignInLink(string? Login, Uri? Url, string? TokenFile, IReadOnlyDictionary<string, string?> Values) : CommandLine;

    /// <summary>A verification of the audit log was asked for.</summary>
    /// <param name="Seen">An end of the chain that was noted earlier; null for none.</param>
    /// <param name="Values">Settings by their configuration keys.</param>
    public sealed record AuditVerify(AuditSeen? Seen, IReadOnlyDictionary<string, string?> Values) : CommandLine;

    /// <summary>Something was asked for that is done with the pepper.</summary>
    /// <param name="Action">What is done.</param>
    /// <param name="Values">Settings by their configuration keys.</param>
    public sealed record Pepper(PepperAction Action, IReadOnlyDictionary<string, string?> Values) : CommandLine;

    /// <summary>An action of the command for the pepper. A closed type.</summary>
    public abstract record PepperAction
    {
        private PepperAction()
        {
        }

        /// <summary>Its versions are shown, with how much is stored under each.</summary>
        public sealed record Status : PepperAction;

        /// <summary>A version is added, or the announced one made current.</summary>
        /// <param name="IsNext">true where the new version is announced and makes no keys yet.</param>
        public sealed record Rotate(bool IsNext) : PepperAction;

        /// <summary>A version is retired.</summary>
        /// <param name="Version">The version.</param>
        /// <param name="Ending">The number of keys that end by it; null for none.</param>
        public sealed record Retire(int Version, long? Ending) : PepperAction;
    }

    /// <summary>Faults and advice of contracts were asked for.</summary>
    /// <param name="Files">The contract files.</param>
    /// <param name="Format">text, json or github.</param>
    /// <param name="Strict">true where advice counts as faults do.</param>
    public sealed record Lint(IReadOnlyList<string> Files, string Format, bool Strict) : CommandLine;

    /// <summary>The answer of a code was asked for.</summary>
    /// <param name="File">The contract file.</param>
    /// <param name="Code">The code, or a condition.</param>
    /// <param name="Accept">The media type that the caller accepts; null for any.</param>
    /// <param name="Language">The language that the caller accepts; null for any.</param>
    public sealed record Show(string File, string Code, string? Accept, string? Language) : CommandLine;

    /// <summary>A contract was asked for, from recorded errors.</summary>
    /// <param name="Files">The files; <see cref="ImportKeys.StandardInput"/> stands for standard input.</param>
    /// <param name="Api">The name of the API; null for a guess.</param>
    /// <param name="BasePath">The base path of the API; null for a guess.</param>
    /// <param name="Hosts">The hosts whose responses count; empty for those of the only one.</param>
    public sealed record Infer(IReadOnlyList<string> Files, string? Api, string? BasePath, IReadOnlyList<string> Hosts) : CommandLine;

    /// <summary>Settings by their configuration keys.</summary>
    public sealed record Options(IReadOnlyDictionary<string, string?> Values) : CommandLine;
}
