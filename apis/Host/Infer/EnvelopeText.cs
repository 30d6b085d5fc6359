using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>Envelopes as contracts write them.</summary>
internal static class EnvelopeText
{
    /// <summary>An envelope, or a value in one.</summary>
    public static YamlText Of(EnvelopeValue value) => value switch
    {
        EnvelopeValue.Constant constant => OfConstant(constant.Json),
        EnvelopeValue.Variable variable => OfVariable(variable),
        EnvelopeValue.Text text => new YamlText.Scalar(YamlText.Quoted(Words(text))),
        EnvelopeValue.Group group => Members(group),
        EnvelopeValue.List list => new YamlText.List([.. list.Items.Select(Of)]),
        EnvelopeValue.Each each => OfEach(each),
        EnvelopeValue.Keyed keyed => OfKeyed(keyed),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "No envelope of a contract has it."),
    };

    /// <summary>A text with its variables.</summary>
    public static string Words(EnvelopeValue.Text text) =>
        string.Concat(text.Pieces.Select(piece => piece.Variable is { } variable ? Name(variable) : piece.Words.Replace("$", "$$", StringComparison.Ordinal)));

    private static YamlText.Scalar OfConstant(string json)
    {
        if (!json.StartsWith('"'))
        {
            return new YamlText.Scalar(json);
        }

        using var text = JsonDocument.Parse(json);
        return YamlText.Text(text.RootElement.GetString()!.Replace("$", "$$", StringComparison.Ordinal));
    }

    private static YamlText.Scalar OfVariable(EnvelopeValue.Variable variable)
    {
        var name = Name(variable) + (variable.Optional ? "?" : string.Empty);
        return new YamlText.Scalar(variable.Type == DetailsType.String ? YamlText.Quoted(name) : name);
    }

    private static string Name(EnvelopeValue.Variable variable) =>
        ContractWords.WordOf(variable.Name) + (variable.Of.Length > 0 ? "." + variable.Of : string.Empty);

    private static YamlText.Map Members(EnvelopeValue.Group group) => new(
        [.. group.Members.Select(member => (member.Name.Replace("$", "$$", StringComparison.Ordinal), Of(member.Value)))]);

    private static YamlText.Map OfEach(EnvelopeValue.Each each)
    {
        var source = SourceOf(each.Source, each.Optional);
        return each.Item is EnvelopeValue.Group group
            ? new YamlText.Map([("$each", source), .. Members(group).Members])
            : new YamlText.Map([("$each", source), ("$value", Of(each.Item))]);
    }

    private static YamlText.Map OfKeyed(EnvelopeValue.Keyed keyed)
    {
        var members = new List<(string, YamlText)>
        {
            ("$each", SourceOf(keyed.Source, keyed.Optional)),
            ("$by", new YamlText.Scalar(ContractWords.FaultKeys.First(word => word.Value == keyed.By).Key)),
        };
        if (keyed.Whole is { } whole)
        {
            members.Add(("$whole", YamlText.Text(whole)));
        }

        if (keyed.Leaf is { } leaf)
        {
            members.Add(("$leaf", YamlText.Text(leaf)));
        }

        return new YamlText.Map([.. members, ("$value", Of(keyed.Value))]);
    }

    private static YamlText.Scalar SourceOf(FaultSource source, bool isOptional) =>
        new(ContractWords.FaultSources.First(word => word.Value == source).Key + (isOptional ? "?" : string.Empty));
}
