using System.Diagnostics;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.OpenApi;
using Lintel.HttpTests.Proof;
using Lintel.Reference;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Portal;

/// <summary>The commands on the pages of codes, run by a shell against a host with demo data, are answered with their codes.</summary>
public sealed class ProvocationTests
{
    // As the placeholders of commands name the scope that a key must lack.
    private const string Without = "without the scope ";

    [Theory]
    [MemberData(nameof(DocumentTests.Apis), MemberType = typeof(DocumentTests))]
    public async Task Command_of_each_code_is_answered_with_it(string api)
    {
        await using var proof = await ErrorProof.StartAsync(api);
        var portal = new PortalApi(proof.Runtime, proof.Host.Services.GetRequiredService<LintelOptions>());
        var url = new Uri(proof.Host.BaseUrl);
        var address = new PageAddress(new PublicOrigin("http", url.Authority, string.Empty), new ReferencePaths("/docs"));
        var faults = new List<string>();
        foreach (var error in portal.Errors)
        {
            proof.NextMinute();
            var provocation = Lintel.Reference.Provocation.Of(portal, error, address);
            if (provocation.Command is { } command && await FaultOfAsync(proof, error, command, provocation.Credential) is { } fault)
            {
                faults.Add($"{error.Code}: {provocation.Text}\n{command}\n{fault}");
            }
        }

        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
    }

    private static async Task<string?> FaultOfAsync(ErrorProof proof, ErrorDefinition error, string command, Condition? condition)
    {
        var isRepeated = command.Contains("seq ", StringComparison.Ordinal);
        if (await PasteAsync(proof, command, condition, isRepeated) is not { } pasted)
        {
            return "The demo data has no such credential.";
        }

        var answer = (await RunAsync(pasted)).TrimEnd();
        var status = isRepeated ? answer.Split('\n')[^1] : answer.Split(' ').ElementAtOrDefault(1);
        var isAnswered = status == $"{error.Status}" && (isRepeated || answer.Contains(error.Code, StringComparison.Ordinal));
        return isAnswered ? null : answer;
    }

    /// <summary>The command with a credential in the place of its variables.</summary>
    private static async Task<string?> PasteAsync(ErrorProof proof, string command, Condition? condition, bool isRepeated)
    {
        var lines = command.Split('\n');
        var assignments = lines.TakeWhile(line => line.Contains("='paste ", StringComparison.Ordinal)).ToArray();
        if (assignments.Length == 0)
        {
            return command;
        }

        var found = (await CredentialsAsync(proof, condition, assignments[0], isRepeated)).Select(credential => ValuesOf(proof.Contract, credential))
            .FirstOrDefault(values => values.Keys.ToHashSet().SetEquals(assignments.Select(line => line.Split('=')[0])));
        return found is null ? null : string.Join(
            '\n', [.. found.Select(value => $"{value.Key}='{value.Value}'"), .. lines[assignments.Length..]]);
    }

    private static async Task<IEnumerable<ProbeCredential>> CredentialsAsync(ErrorProof proof, Condition? condition, string placeholder, bool isRepeated) =>
        placeholder.Contains(Without, StringComparison.Ordinal)
            ? [await proof.KeyWithoutAsync(placeholder[(placeholder.IndexOf(Without, StringComparison.Ordinal) + Without.Length)..].Split(' ')[0])]
        : condition is not null ? proof.Probe.RefusedBy(condition).Select(refused => refused.Credential)
        : isRepeated && proof.Target.Limit is { } limit ? [limit.Credential]
        : proof.Target.Entries.Select(entry => entry.Credential);

    /// <summary>The parts of a credential by the variables that samples have for them.</summary>
    private static Dictionary<string, string> ValuesOf(Contract contract, ProbeCredential credential)
    {
        foreach (var scheme in contract.Credentials)
        {
            var way = CredentialWay.Of(scheme);
            var values = new Dictionary<string, string>();
            foreach (var (option, variable) in way.Options.Zip(way.Variables))
            {
                var form = option.StartsWith("-b", StringComparison.Ordinal) ? $"Cookie: {option[4..^1]}" : option[4..^1];
                var before = form.Split('$')[0];
                var field = credential.Fields.Select(field => $"{field.Key}: {field.Value}")
                    .FirstOrDefault(field => field.StartsWith(before, StringComparison.Ordinal));
                if (field is not null)
                {
                    values[variable] = field[before.Length..];
                }
            }

            if (values.Count == way.Variables.Count && values.Count > 0)
            {
                return values;
            }
        }

        return [];
    }

    private static async Task<string> RunAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh")
        {
            UseShellExecute = false,
            ArgumentList = { "-c", command },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var text = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await errors;
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return text;
    }
}
