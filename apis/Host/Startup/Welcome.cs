using System.Text;
using Lintel.Management;
using Lintel.Management.Demo;

namespace Lintel.Host.Startup;

/// <summary>What the process says once it is ready.</summary>
internal static class Welcome
{
    public static string Text(HostApplication host)
    {
        var text = new StringBuilder()
            .AppendLine($"Lintel is ready on {host.BaseUrl}")
            .AppendLine($"  error reference   {host.BaseUrl}/")
            .AppendLine($"  console           {host.ManagementUrl}/console")
            .AppendLine($"  management API    {host.ManagementUrl}{ManagementApi.BasePath}   operator token: {TokenPlace(host)}")
            .AppendLine($"  data              {host.Settings.DataDirectory}");
        if (host.SignInUrl is { } link)
        {
            text.AppendLine($"  sign in           {link}   once, within 15 minutes; also in {host.SignInFile}");
        }

        if (host.MetricsUrl is { } metrics)
        {
            text.AppendLine($"  metrics           {metrics}");
        }

        if (host.Demo is { } demo)
        {
            text.AppendLine($"  demo keys, ids    {host.DemoFile}").AppendLine().AppendLine("Try:");
            Append(text, host, demo);
        }

        return text.Append("Ctrl-C stops it.").ToString();
    }

    private static string TokenPlace(HostApplication host) => host.Settings.OperatorToken is null ? host.OperatorFile : "the setting Lintel__OperatorToken";

    // The token itself would end in terminals' histories and in the logs of whatever started the process.
    private static string TokenExpression(HostApplication host) =>
        host.Settings.OperatorToken is null ? $"$(cat '{host.OperatorFile}')" : "$Lintel__OperatorToken";

    private static void Append(StringBuilder text, HostApplication host, DemoDocument demo)
    {
        var baseUrl = host.BaseUrl;
        foreach (var api in ReferenceApis.All)
        {
            var arguments = api.Try.Replace("{base}", baseUrl + demo.Base(api.Name), StringComparison.Ordinal)
                .Replace("{key}", demo.Credential(api.Name, api.TryKey), StringComparison.Ordinal);
            text.AppendLine($"  curl {arguments}");
        }

        text.AppendLine($"  curl '{host.ManagementUrl}{ManagementApi.BasePath}/accounts?limit=2' -H \"Authorization: Bearer {TokenExpression(host)}\"").AppendLine();
    }
}
