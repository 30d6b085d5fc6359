using System.Buffers;
using System.Globalization;
using System.Text;
using Lintel.Contracts;
using Lintel.Host.Settings;
using Lintel.Host.Startup;

namespace Lintel.Host.Contracts;

/// <summary><c>lintel-host show</c>: prints the answer of a code as it is sent, with made-up arguments and faults.</summary>
internal static class ShowCommand
{
    /// <summary>Shows.</summary>
    /// <param name="command">The contract and the code.</param>
    /// <param name="output">Receives the answer.</param>
    /// <param name="clock">The clock for answers that tell the time.</param>
    public static ExitCode Run(CommandLine.Show command, TextWriter output, TimeProvider clock)
    {
        var contract = Read(command.File);
        var definition = Find(contract, command);
        if (command.Language is { } language && !string.Equals(language, contract.Language, StringComparison.OrdinalIgnoreCase))
        {
            definition = definition.Translations.TryGetValue(language, out var translated)
                ? translated
                : throw new StartupException(ExitCode.Usage, $"'{definition.Code}' has no message in {language}. {Languages(contract, definition)}");
        }

        var template = command.Accept is null
            ? definition.Template
            : definition.Templates.FirstOrDefault(one => one.ContentType.Split(';')[0] == command.Accept)
                ?? throw new StartupException(ExitCode.Usage, $"{command.File} has no {command.Accept}; it has {string.Join(", ", contract.ContentTypes)}.");
        output.Write(Response(contract, definition, template, SampleRefusal.Of(contract, definition, AskedFor(command)), clock.GetUtcNow()));
        return ExitCode.Stopped;
    }

    private static Condition? AskedFor(CommandLine.Show command) => Condition.TryParse(command.Code, out var condition) ? condition : null;

    private static Contract Read(string file)
    {
        try
        {
            return ContractReader.ReadFile(file);
        }
        catch (ContractException exception)
        {
            throw new StartupException(ExitCode.Contract, exception.Message, exception);
        }
    }

    private static ErrorDefinition Find(Contract contract, CommandLine.Show command)
    {
        if (contract.TryGetError(command.Code, out var byCode))
        {
            return byCode;
        }

        if (!Condition.TryParse(command.Code, out var condition))
        {
            throw new StartupException(ExitCode.Usage, UnknownCode.Describe(contract, command));
        }

        return contract.TryGetError(condition, out var byCondition)
            ? byCondition
            : throw new StartupException(ExitCode.Usage, UnknownCode.Describe(contract, command, condition));
    }

    private static string Languages(Contract contract, ErrorDefinition definition) =>
        $"It has {string.Join(", ", definition.Translations.Keys.Prepend(contract.Language))}.";

    private static string Response(Contract contract, ErrorDefinition definition, ErrorTemplate template, Refusal refusal, DateTimeOffset now)
    {
        var id = contract.RequestId.Prefix + new string('0', contract.RequestId.Digits - 4) + "4f1c";
        var path = $"{contract.BasePath}/things/1";
        var context = new ErrorContext(refusal, id, Request: new RequestFacts("GET", path, path, new string('0', 28) + "7e51", now));
        var body = new ArrayBufferWriter<byte>();
        template.Write(body, context);
        var head = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {definition.Status} {ReasonPhrases.Of(definition.Status)}\n"));
        foreach (var (name, value) in Fields(contract, definition, template, context))
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\n");
        }

        return $"{head}\n{Encoding.UTF8.GetString(body.WrittenSpan)}\n";
    }

    private static IEnumerable<(string Name, string Value)> Fields(Contract contract, ErrorDefinition definition, ErrorTemplate template, ErrorContext context)
    {
        yield return ("Content-Type", template.ContentType);
        yield return (contract.RequestId.Header, context.RequestId);
        yield return ("Cache-Control", "no-store");
        if (contract.Languages.Count > 0)
        {
            yield return ("Content-Language", definition.Language ?? contract.Language);
        }

        foreach (var challenge in definition.Status == 401 ? contract.Credentials.Select(scheme => scheme.Challenge).OfType<string>().Distinct() : [])
        {
            yield return ("WWW-Authenticate", challenge);
        }

        if (definition.Status == 405)
        {
            yield return ("Allow", "GET, HEAD, OPTIONS");
        }

        if (definition.RetryAfterOf(context.Refusal) is { } seconds)
        {
            yield return ("Retry-After", seconds.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var header in template.Headers)
        {
            yield return (header.Name, header.Format(context));
        }
    }
}
