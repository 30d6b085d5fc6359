using System.Globalization;
using System.Text;
using Lintel.Contracts;

namespace Lintel.Proving;

/// <summary>What became of one check.</summary>
public enum ProbeVerdict
{
    /// <summary>The API does what was asked of it.</summary>
    Held,

    /// <summary>It does something else.</summary>
    Broken,

    /// <summary>It does something else, and its contract says so by name and with a reason.</summary>
    Waived,

    /// <summary>The contract waives what holds, or what does not concern it: the waiver has to go.</summary>
    WaivedNeedlessly,

    /// <summary>Nothing was given that could provoke it.</summary>
    NotProvoked,

    /// <summary>It says nothing about this contract.</summary>
    NotApplicable,
}

/// <summary>A request and its answer.</summary>
/// <param name="Request">Method and target; never a credential.</param>
/// <param name="Status">The status; 0 where the connection was closed without an answer.</param>
/// <param name="Headers">The header lines.</param>
/// <param name="Body">The body as text.</param>
public sealed record ProbeExchange(string Request, int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body)
{
    /// <summary>The value of a header, several lines joined; null where there is none.</summary>
    public string? Header(string name)
    {
        var values = Headers.Where(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).ToArray();
        return values.Length == 0 ? null : string.Join(", ", values);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Request} → {Status.ToString(CultureInfo.InvariantCulture)} {(Body.Length > 300 ? Body[..300] + "…" : Body)}";
}

/// <summary>What became of one of the numbered assertions.</summary>
/// <param name="Number">Its number, 1 to 53.</param>
/// <param name="Sentence">What it says.</param>
/// <param name="Verdict">What became of it.</param>
/// <param name="Why">
/// The observation that differs, the waiver's reason, why there was nothing to do, or what could not be looked at; empty where all of it held.
/// </param>
/// <param name="Exchanges">The last exchanges of the check, as evidence.</param>
public sealed record AssertionResult(int Number, string Sentence, ProbeVerdict Verdict, string Why, IReadOnlyList<ProbeExchange> Exchanges);

/// <summary>The result for one definition of the catalog.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="Verdict"><see cref="ProbeVerdict.Held"/> where it was provoked and answered as the contract says.</param>
/// <param name="Why">What was seen instead, or why it was not provoked; empty where it held.</param>
/// <param name="Exchanges">What provoked it, as evidence.</param>
public sealed record DefinitionResult(ErrorDefinition Definition, ProbeVerdict Verdict, string Why, IReadOnlyList<ProbeExchange> Exchanges)
{
    /// <summary>Whether one of the answers was compared with a recorded one.</summary>
    public bool Recorded { get; init; }
}

/// <summary>What a run has found out.</summary>
/// <param name="Contract">The contract.</param>
/// <param name="Definitions">Every definition that is not retired, in the catalog's order.</param>
/// <param name="Assertions">Every assertion, by number.</param>
public sealed record ProbeReport(Contract Contract, IReadOnlyList<DefinitionResult> Definitions, IReadOnlyList<AssertionResult> Assertions)
{
    private const int Margin = 24;

    /// <summary>Whether nothing is broken and nothing waived needlessly. What was not provoked does not count against it.</summary>
    public bool Holds => Faults.Count == 0;

    private IReadOnlyList<string> Faults =>
    [
        .. Definitions.Where(definition => definition.Verdict == ProbeVerdict.Broken).Select(definition => $"{definition.Definition.Code}: {definition.Why}"),
        .. Assertions
            .Where(assertion => assertion.Verdict is ProbeVerdict.Broken or ProbeVerdict.WaivedNeedlessly)
            .Select(assertion => $"{assertion.Number} {assertion.Sentence} {assertion.Verdict}: {assertion.Why}"),
    ];

    /// <summary>Ends a test where something does not hold.</summary>
    /// <exception cref="ProbeException">Something is broken, or waived needlessly; the message says what.</exception>
    public void ThrowIfBroken()
    {
        if (!Holds)
        {
            throw new ProbeException($"{Contract.Api} does not keep its contract:{Environment.NewLine}{string.Join(Environment.NewLine, Faults)}");
        }
    }

    /// <summary>The report as a table for people.</summary>
    public string ToText()
    {
        var text = new StringBuilder().Append(Contract.Title).Append('\n').Append('\n');
        foreach (var definition in Definitions)
        {
            Line(
                text,
                definition.Verdict,
                $"{definition.Definition.Status} {definition.Definition.Code}",
                definition.Why.Length > 0 || definition.Exchanges.Count == 0 ? definition.Why : definition.Exchanges[0].Request);
        }

        text.Append('\n');
        foreach (var assertion in Assertions)
        {
            Line(text, assertion.Verdict, $"{assertion.Number,2} {assertion.Sentence}", assertion.Why);
        }

        var counts = Definitions.Select(definition => definition.Verdict).Concat(
            Assertions.Select(assertion => assertion.Verdict)).CountBy(verdict => verdict).OrderBy(pair => pair.Key);
        return text.Append('\n').AppendJoin(", ", counts.Select(pair => $"{pair.Value} {Words(pair.Key)}")).Append('\n').ToString();
    }

    private static void Line(StringBuilder text, ProbeVerdict verdict, string what, string why)
    {
        text.Append(Words(verdict).PadRight(Margin - 1)).Append(' ').Append(what).Append('\n');
        if (why.Length > 0)
        {
            text.Append(' ', Margin).Append(why.ReplaceLineEndings(" ")).Append('\n');
        }
    }

    private static string Words(ProbeVerdict verdict) => verdict switch
    {
        ProbeVerdict.Held => "held",
        ProbeVerdict.Broken => "BROKEN",
        ProbeVerdict.Waived => "waived",
        ProbeVerdict.WaivedNeedlessly => "WAIVED NEEDLESSLY",
        ProbeVerdict.NotProvoked => "not provoked",
        _ => "does not apply",
    };
}

/// <summary>An API does not keep its contract.</summary>
/// <param name="message">What does not hold.</param>
public sealed class ProbeException(string message) : Exception(message);
