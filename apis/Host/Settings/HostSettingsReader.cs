using System.Net;
using Lintel.Addresses;
using Lintel.AspNetCore;
using Lintel.Host.Startup;
using Lintel.Keys;
using Lintel.Redis;
using Lintel.Requests;
using Lintel.Sqlite;
using Npgsql;

namespace Lintel.Host.Settings;

/// <summary>Reads the settings, and refuses what cannot work before anything is touched.</summary>
internal static class HostSettingsReader
{
    private static readonly (string Variable, string Key)[] ShortNames =
    [
        ("LINTEL_PORT", "Lintel:Port"),
        ("LINTEL_DATA", "Lintel:Data"),
        ("LINTEL_ADDRESS", "Lintel:Address"),
    ];

    /// <summary>The environment, its short names, and the command line, each winning over the one before.</summary>
    public static IConfiguration Gather(IReadOnlyDictionary<string, string?> options)
    {
        var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var shortNames = ShortNames
            .Where(name => environment[name.Variable] is { Length: > 0 })
            .Select(name => KeyValuePair.Create(name.Key, environment[name.Variable]));

        // Not AddConfiguration(environment): a chained configuration takes a blank value for none, and blank means something to pixel's settings.
        return new ConfigurationBuilder().AddEnvironmentVariables().AddInMemoryCollection(shortNames).AddInMemoryCollection(options).Build();
    }

    public static HostSettings Read(IConfiguration configuration)
    {
        var settings = new HostSettings
        {
            Address = Address("LINTEL_ADDRESS", configuration["Lintel:Address"]),
            Port = Port(configuration["Lintel:Port"]),
            DataDirectory = Path.GetFullPath(Text(configuration["Lintel:Data"]) ?? "data"),
            Postgres = ConnectionString(Text(configuration["Lintel:Postgres"])),
            Redis = Redis(Text(configuration["Lintel:Redis"]), Text(configuration["Lintel:Postgres"])),
            DataWait = Seconds("Lintel__DataWait", configuration["Lintel:DataWait"], SqliteStores.DefaultFolderWait),
            Demo = Flag("Lintel__Demo", configuration["Lintel:Demo"]),
            DemoTraffic = Flag("Lintel__DemoTraffic", configuration["Lintel:DemoTraffic"]),
            Environment = EnvironmentName(Text(configuration["Lintel:Environment"]) ?? "live"),
            Pepper = Pepper(configuration),
            OperatorToken = Text(configuration["Lintel:OperatorToken"]),
            AuditRetention = Days("Lintel__AuditDays", configuration["Lintel:AuditDays"]),
            SessionRetention = Hours("Lintel__SessionHours", configuration["Lintel:SessionHours"]) ?? TimeSpan.FromHours(1),
            WebhooksKeepFor = Days("Lintel__Webhooks__KeepDays", configuration["Lintel:Webhooks:KeepDays"]) ?? TimeSpan.FromDays(30),
            TrustedProxies = Networks(configuration["Lintel:TrustedProxies"]),
            ProxyHeaders = Headers(configuration["Lintel:ProxyHeaders"]),
            PublicAddress = PublicAddress(Text(configuration["Lintel:PublicAddress"])),
            Contracts = Text(configuration["Lintel:Contracts"]) is { } folder ? Path.GetFullPath(folder) : null,
            WebhooksAllowPrivate = Flag("Lintel__Webhooks__AllowPrivate", configuration["Lintel:Webhooks:AllowPrivate"]),
            WebhooksAllowedPorts = WebhookPorts(Text(configuration["Lintel:Webhooks:AllowedPorts"])),
            RequestLog = RequestLog(configuration),
            LogRequests = Flag("Lintel__LogRequests", configuration["Lintel:LogRequests"]),
            MetricsPort = Text(configuration["Lintel:MetricsPort"]) is { } port ? Port(port) : null,
            MetricsAddress = Address("Lintel__MetricsAddress", configuration["Lintel:MetricsAddress"]),
            ManagementPort = Text(configuration["Lintel:ManagementPort"]) is { } management ? Port(management) : null,
            ManagementAddress = Address("Lintel__ManagementAddress", configuration["Lintel:ManagementAddress"]),
            Provider = Provider(configuration.GetSection("Lintel:OpenIdConnect")),
            DrainDelay = Seconds("Lintel__DrainDelay", configuration["Lintel:DrainDelay"], TimeSpan.Zero),
            DrainTimeout = Seconds("Lintel__DrainTimeout", configuration["Lintel:DrainTimeout"], HostSettings.DefaultDrainTimeout),
            Configuration = configuration,
        };
        if (!settings.Demo && Flag("Otp__Debug", configuration["Otp:Debug"]))
        {
            throw Wrong("Otp__Debug writes live codes to the log and works with demo data only: remove it, or set Lintel__Demo=true.");
        }

        if (settings.MetricsPort is > 0 && settings.MetricsPort == settings.Port)
        {
            throw Wrong($"Lintel__MetricsPort must not be {settings.Port}, the port of the APIs: what is answered there is for Prometheus alone.");
        }

        if (settings.ManagementPort is > 0 && (settings.ManagementPort == settings.Port || settings.ManagementPort == settings.MetricsPort))
        {
            throw Wrong($"Lintel__ManagementPort must not be {settings.ManagementPort}, which is another port of the process.");
        }

        return settings.Demo && !IPAddress.IsLoopback(settings.Address)
            ? throw Wrong(
                "Demo data has well-known ids and must not be reachable from outside: set Lintel__Demo=false, or leave LINTEL_ADDRESS at 127.0.0.1 (it is "
                    + $"{settings.Address}).")
            : settings;
    }

    private static PepperSource? Pepper(IConfiguration configuration)
    {
        try
        {
            return PepperSource.Of(key => configuration[key]);
        }
        catch (PepperException exception)
        {
            throw Wrong(exception.Message);
        }
    }

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static string? ConnectionString(string? value)
    {
        try
        {
            // What Npgsql says of a fault may quote the text, and with it the password.
            return value is null || new NpgsqlConnectionStringBuilder(value).Host is { Length: > 0 } ? value
                : throw Wrong("Lintel__Postgres names no Host. Write it as Host=127.0.0.1;Database=lintel;Username=lintel;Password=….");
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException or KeyNotFoundException)
        {
            throw Wrong("Lintel__Postgres is no connection string. Write it as Host=127.0.0.1;Database=lintel;Username=lintel;Password=….");
        }
    }

    private static string? Redis(string? value, string? postgres)
    {
        if (value is null)
        {
            return null;
        }

        try
        {
            RedisSettings.Parse(value);
        }
        catch (ArgumentException)
        {
            throw Wrong("Lintel__Redis cannot be read. Write it as host:port, with ,password=… where there is one.");
        }

        return postgres is not null
            ? value
            : throw Wrong(
                $"Lintel__Redis needs Lintel__Postgres: {RedisBuilderExtensions.NeedsSharedRecords}. Set Lintel__Postgres too, or leave Lintel__Redis out.");
    }

    private static ProviderSettings? Provider(IConfigurationSection section)
    {
        if (section.GetChildren().All(setting => Text(setting.Value) is null))
        {
            return null;
        }

        return Uri.TryCreate(Text(section["Authority"]), UriKind.Absolute, out var authority)
            && (authority.Scheme == Uri.UriSchemeHttps || (authority.Scheme == Uri.UriSchemeHttp && authority.IsLoopback))
            && Text(section["ClientId"]) is { } clientId
            ? new ProviderSettings(authority, clientId)
            {
                ClientSecret = Text(section["ClientSecret"]),
                LoginClaim = Text(section["LoginClaim"]),
                Name = Text(section["Name"]),
            }
            : throw Wrong(
                "Lintel__OpenIdConnect__Authority must be the address of an issuer, such as https://login.example.com, and Lintel__OpenIdConnect__ClientId what "
                    + "it calls the console.");
    }

    private static int Port(string? value) => Text(value) switch
    {
        null => 8080,
        { } text when WholeNumberText.TryParse(text, out int port) && port <= 65535 => port,
        { } text => throw Usage($"The port must be a number from 0 to 65535, not '{text}'."),
    };

    private static TimeSpan? Days(string name, string? value) => Text(value) switch
    {
        null => null,
        { } text when WholeNumberText.TryParse(text, out int days) && days is >= 1 and <= 3650 => TimeSpan.FromDays(days),
        { } text => throw Wrong($"{name} must be a number of days from 1 to 3650, not '{text}'."),
    };

    private static TimeSpan? Hours(string name, string? value) => Text(value) switch
    {
        null => null,
        { } text when WholeNumberText.TryParse(text, out int hours) && hours is >= 1 and <= 8760 => TimeSpan.FromHours(hours),
        { } text => throw Wrong($"{name} must be a number of hours from 1 to 8760, not '{text}'."),
    };

    private static IPAddress Address(string name, string? value) => Text(value) switch
    {
        null or "localhost" => IPAddress.Loopback,
        { } text when AddressText.TryParse(text, out var address) => address,
        { } text => throw Wrong($"{name} must be an IP address such as 127.0.0.1 or ::, not '{text}'."),
    };

    private static IReadOnlyList<int>? WebhookPorts(string? value) => value is null ? null :
    [
        .. value.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries).Select(text =>
            WholeNumberText.TryParse(text, out int port) && port is >= 1 and <= 65535
                ? port
                : throw Wrong(
                    $"Lintel__Webhooks__AllowedPorts holds '{text}', which is no port from 1 to 65535. Separate ports with commas, such as 443,8443.")),
    ];

    private static Uri? PublicAddress(string? value) => value switch
    {
        null => null,
        _ when Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" => address,
        _ => throw Wrong($"Lintel__PublicAddress must be an absolute http or https address, not '{value}'."),
    };

    private static RequestLogOptions RequestLog(IConfiguration configuration)
    {
        var defaults = new RequestLogOptions();
        return defaults with
        {
            KeepFor = Days("Lintel__RequestLog__KeepDays", configuration["Lintel:RequestLog:KeepDays"]) ?? defaults.KeepFor,
            MaxAnonymous = Entries("MaxAnonymous", defaults.MaxAnonymous),
            MaxRefused = Entries("MaxRefused", defaults.MaxRefused),
            MaxAdmitted = Entries("MaxAdmitted", defaults.MaxAdmitted),
            TrailSample = (int)Math.Min(Entries("TrailSample", defaults.TrailSample), int.MaxValue),
        };

        long Entries(string name, long fallback) => Text(configuration[$"Lintel:RequestLog:{name}"]) switch
        {
            null => fallback,
            { } text when WholeNumberText.TryParse(text, out long count) => count,
            { } text => throw Wrong($"Lintel__RequestLog__{name} must be a number, 0 or more, not '{text}'."),
        };
    }

    private static TimeSpan Seconds(string name, string? value, TimeSpan fallback) => Text(value) switch
    {
        null => fallback,
        { } text when WholeNumberText.TryParse(text, out int seconds) && seconds <= 3600 => TimeSpan.FromSeconds(seconds),
        { } text => throw Wrong($"{name} must be a whole number of seconds from 0 to 3600, not '{text}'."),
    };

    private static bool Flag(string name, string? value) => Text(value)?.ToLowerInvariant() switch
    {
        null or "false" or "0" => false,
        "true" or "1" => true,
        { } text => throw Wrong($"{name} must be true or false, not '{text}'."),
    };

    private static string EnvironmentName(string value) => value.Length <= 16 && value.All(char.IsAsciiLetterLower)
        ? value
        : throw Wrong($"Lintel__Environment must be 1 to 16 lower-case letters, not '{value}': it is a part of every key.");

    private static IReadOnlyList<IPNetwork> Networks(string? value) =>
        [.. (value ?? string.Empty).Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries).Select(Network)];

    private static IPNetwork Network(string text) => NetworkText.TryParse(text, out var network, out var problem)
        ? network
        : throw Wrong($"Lintel__TrustedProxies holds '{text}', which {problem}.");

    private static ProxyHeaders Headers(string? value) => Text(value)?.ToLowerInvariant() switch
    {
        null or "both" => ProxyHeaders.Both,
        "x-forwarded" => ProxyHeaders.XForwarded,
        "forwarded" => ProxyHeaders.Forwarded,
        { } text => throw Wrong($"Lintel__ProxyHeaders must be both, x-forwarded or forwarded, not '{text}'."),
    };

    private static StartupException Usage(string message) => new(ExitCode.Usage, message);

    private static StartupException Wrong(string message) => new(ExitCode.Configuration, message);
}
