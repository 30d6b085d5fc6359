using Lintel.Host.Startup;

namespace Lintel.Host.Settings;

/// <summary>The options of the command line. A closed type: help, a backup, or settings that win over the environment.</summary>
internal abstract record CommandLine
{
    public const string HelpText = """
        Usage: lintel-host [--port N] [--data DIR]
               lintel-host backup FOLDER [--data DIR]

          backup FOLDER   copy the data folder into a new one, also while the host runs; the pepper is not copied.

          --port N     listen on this port (LINTEL_PORT; 8080). 0 takes a free one.
          --data DIR   keep databases, demo.json and the operator token here (LINTEL_DATA; ./data).
          --help       show this text.

        Settings by environment:
          LINTEL_ADDRESS           the address to listen on (127.0.0.1)
          Lintel__DataWait         seconds to wait for another process that still uses DIR (5)
          Lintel__Demo             true fills an empty store with demo data; only on a loopback address
          Lintel__Environment      the environment of this process; keys of another are unknown (live)
          Lintel__Pepper           the secret that key hashes are mixed with (a file in DIR)
          Lintel__OperatorToken    the token of the management API (made at the first start)
          Lintel__AuditDays        how long changes by the management API are kept in the audit log (400)
          Lintel__TrustedProxies   proxies that are believed about the client, such as 10.0.0.0/8,192.0.2.7
          Lintel__ProxyHeaders     what they are believed in: x-forwarded, forwarded (RFC 7239) or both (both);
                                   name one where a proxy passes the other through
          Lintel__PublicAddress    where callers reach the process, such as https://api.example.com, for cookies,
                                   links and same-origin checks (what a proxy says, else the address that it listens on)
          Lintel__Contracts        a folder of contract files that replace the built-in ones of the same API
          Lintel__Webhooks__AllowPrivate   true lets webhooks call private and loopback addresses, any port, and http (false)
          Lintel__Webhooks__AllowedPorts   the ports that webhooks may call (80,443,8080,8443)
          Lintel__RequestLog__MaxAnonymous, …MaxRefused, …MaxAdmitted   entries kept of each kind of traffic (200000, 500000, 1000000)
          Lintel__LogRequests      true writes one line for each request to the console, without its query (false)
          Otp__Debug               true writes live codes of otp to the log; only with demo data
          Pixel__IngestUrl, Pixel__IdentifyUrl, Pixel__WarehouseUrl   where pixel sends events; blank for not configured
        """;

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

        return args.Any(argument => argument is "--help" or "-h") ? new Help() : new Options(ReadOptions(args, first: 0));
    }

    private static Dictionary<string, string?> ReadOptions(IReadOnlyList<string> args, int first)
    {
        var values = new Dictionary<string, string?>();
        for (var i = first; i < args.Count; i++)
        {
            var (name, value) = Split(args[i]);
            var key = name switch
            {
                "--port" => "Lintel:Port",
                "--data" => "Lintel:Data",
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

    /// <summary>Settings by their configuration keys.</summary>
    public sealed record Options(IReadOnlyDictionary<string, string?> Values) : CommandLine;
}
