using Lintel.Host.Settings;
using Lintel.Host.Startup;

namespace Lintel.Host.Infer;

/// <summary><c>lintel-host infer</c>: proposes a contract for recorded error responses.</summary>
internal static class InferCommand
{
    /// <summary>Writes the contract to the output, and a summary with what to look at to the errors.</summary>
    /// <param name="command">The command.</param>
    /// <param name="input">Standard input.</param>
    /// <param name="output">Receives the contract.</param>
    /// <param name="errors">Receives the summary.</param>
    /// <exception cref="StartupException">A file cannot be read, or there is nothing to infer from.</exception>
    public static ExitCode Run(CommandLine.Infer command, TextReader input, TextWriter output, TextWriter errors)
    {
        var exchanges = RecordingFiles.Read(command.Files, input);
        if (exchanges.Count == 0)
        {
            throw new StartupException(
                ExitCode.Contract,
                "No HTTP responses were found. Write each as text, from the status line (HTTP/1.1 404 Not Found) to the body, or save a HAR file.");
        }

        var inferred = new Inference(command.Api, command.BasePath, command.Hosts).Infer(exchanges) ?? throw new StartupException(
            ExitCode.Contract,
            $"None of {Plural.Of(exchanges.Count, "response")} is an error with a whole JSON body: a status from 400 on, or 200 with a body that says that it "
            + "failed. An empty line comes before the body; XML cannot be inferred.");
        output.Write(inferred.Text);
        var read = $"{Plural.Of(inferred.Samples.Count, "response")}, {Plural.Of(inferred.Codes, "code")}";
        errors.WriteLine($"lintel: {read}, {Plural.Of(inferred.Notes.Count, "thing")} to look at; {Plural.Of(inferred.Same.Count, "body", "bodies")} rendered again to the byte.");
        if (inferred.Contract is not null)
        {
            return ExitCode.Stopped;
        }

        errors.WriteLine($"lintel: The proposal does not load yet:{Environment.NewLine}{string.Join(Environment.NewLine, inferred.Faults)}");
        return ExitCode.Contract;
    }
}
