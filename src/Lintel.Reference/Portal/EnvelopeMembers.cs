using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>A member of an error body.</summary>
/// <param name="Path">Its place, such as <c>error.code</c>; <c>[]</c> stands for the items of a list.</param>
/// <param name="Text">What it says; `text` is code.</param>
/// <param name="IsOptional">true if it is left out where there is nothing to say.</param>
internal sealed record EnvelopeRow(string Path, string Text, bool IsOptional);

/// <summary>Explains an envelope member by member.</summary>
internal static class EnvelopeMembers
{
    public static IReadOnlyList<EnvelopeRow> Of(Contract contract) => [.. Read(contract, contract.Envelope, string.Empty)];

    /// <summary>The members that lead to the code, an index being that of a list; null where the body has none.</summary>
    public static IReadOnlyList<string>? PathOfCode(EnvelopeValue value) => value switch
    {
        EnvelopeValue.Variable { Name: EnvelopeVariable.Code } => [],
        EnvelopeValue.Group group => OfMembers(group.Members),
        EnvelopeValue.List list => list.Items.Select((item, index) => Below(index.ToString(), PathOfCode(item))).FirstOrDefault(path => path is not null),
        EnvelopeValue.Each each => PathOfCode(each.Item),
        _ => null,
    };

    private static string[]? OfMembers(IReadOnlyList<EnvelopeMember> members) =>
        members.Select(member => Below(member.Name, PathOfCode(member.Value))).FirstOrDefault(path => path is not null);

    private static string[]? Below(string name, IReadOnlyList<string>? path) => path is null ? null : [name, .. path];

    private static IEnumerable<EnvelopeRow> Read(Contract contract, EnvelopeValue value, string path) => value switch
    {
        EnvelopeValue.Group group => group.Members.SelectMany(member => Read(contract, member.Value, Join(path, member.Name))),
        EnvelopeValue.Details details => details.Members.SelectMany(member => Read(contract, member.Value, Join(path, member.Name))),
        EnvelopeValue.List list => list.Items.SelectMany(item => Read(contract, item, path + "[]")),
        EnvelopeValue.Each each => Read(contract, each.Item, path).Select(row => row with { IsOptional = row.IsOptional || each.Optional }),
        EnvelopeValue.WhereFaults faults => Read(contract, faults.Value, path).Select(row => row with { IsOptional = row.IsOptional || faults.Optional }),
        EnvelopeValue.Keyed keyed => Read(contract, keyed.Value, Join(path, "<field>")).Select(row => row with { IsOptional = row.IsOptional || keyed.Optional }),
        EnvelopeValue.Variable variable => [new EnvelopeRow(path, EnvelopeTexts.Of(contract, variable), variable.Optional)],
        EnvelopeValue.Text => [new EnvelopeRow(path, "A text made for each error.", false)],
        EnvelopeValue.Constant constant => [new EnvelopeRow(path, $"Always `{constant.Json}`.", false)],
        _ => [],
    };

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
