using System.Text.Json;
using Lintel.Contracts;
using Lintel.Host.Settings;
using Lintel.Host.Startup;

namespace Lintel.Host.Contracts;

/// <summary><c>lintel-host lint</c>: tells the faults of contract files, and gives advice on those that load.</summary>
internal static class LintCommand
{
    private const string Fault = "error";
    private const string Advice = "advice";

    /// <summary>Lints.</summary>
    /// <param name="command">The files and the form of the output.</param>
    /// <param name="output">Receives what was found.</param>
    /// <returns><see cref="ExitCode.Contract"/> where there are faults, and with <c>--strict</c> where there is advice.</returns>
    public static ExitCode Run(CommandLine.Lint command, TextWriter output)
    {
        (string Severity, ContractFault Finding)[] findings = [.. command.Files.SelectMany(Read)];
        var faults = findings.Count(finding => finding.Severity == Fault);
        var advice = findings.Length - faults;
        switch (command.Format)
        {
            case "json":
                output.WriteLine(JsonSerializer.Serialize(findings.Select(Json), Options));
                break;
            case "github":
                Write(findings.Select(Annotation), output);
                break;
            default:
                Write(findings.Select(finding => $"{At(finding.Finding)}: {finding.Severity}: {finding.Finding.Problem} {finding.Finding.Fix}"), output);
                output.WriteLine($"{Plural.Of(command.Files.Count, "file")}: {Plural.Of(faults, "fault")}, {Plural.Of(advice, "piece")} of advice.");
                break;
        }

        return faults > 0 || (command.Strict && advice > 0) ? ExitCode.Contract : ExitCode.Stopped;
    }

    private static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static IEnumerable<(string Severity, ContractFault Finding)> Read(string file)
    {
        var findings = ContractFindings.Of(file);
        return [.. findings.Faults.Select(fault => (Fault, fault)), .. findings.Advice.Select(advice => (Advice, advice))];
    }

    private static object Json((string Severity, ContractFault Finding) finding) => new
    {
        finding.Severity,
        finding.Finding.File,
        finding.Finding.Line,
        finding.Finding.Column,
        finding.Finding.Problem,
        finding.Finding.Fix,
    };

    /// <summary>A command of a workflow, in which line ends and the marks of its own syntax are encoded.</summary>
    private static string Annotation((string Severity, ContractFault Finding) finding)
    {
        var command = finding.Severity == Fault ? "error" : "notice";
        var (file, text) = (Encode(finding.Finding.File).Replace(",", "%2C").Replace(":", "%3A"), Encode($"{finding.Finding.Problem} {finding.Finding.Fix}"));
        return $"::{command} file={file},line={finding.Finding.Line},col={finding.Finding.Column}::{text}";
    }

    private static string Encode(string text) => text.Replace("%", "%25").Replace("\r", "%0D").Replace("\n", "%0A");

    private static string At(ContractFault fault) => $"{fault.File}({fault.Line},{fault.Column})";

    private static void Write(IEnumerable<string> lines, TextWriter output)
    {
        foreach (var line in lines)
        {
            output.WriteLine(line);
        }
    }
}
