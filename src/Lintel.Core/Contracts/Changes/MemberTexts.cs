using System.Text;

namespace Lintel.Contracts;

/// <summary>The members of a contract as one text each, whatever its file looks like: comments, quotes and line breaks make no difference.</summary>
internal static class MemberTexts
{
    public static IReadOnlyDictionary<string, string> Of(IEnumerable<YamlMember> members) =>
        members.ToDictionary(member => member.Name, member => Write(new StringBuilder(), member.Value).ToString(), StringComparer.Ordinal);

    private static StringBuilder Write(StringBuilder text, YamlNode node)
    {
        switch (node)
        {
            case YamlSequence list:
                text.Append('[');
                foreach (var item in list.Items)
                {
                    Write(text, item).Append(',');
                }

                return text.Append(']');
            case YamlMapping mapping:
                text.Append('{');
                foreach (var member in mapping.Members)
                {
                    Write(Write(text, member.Key).Append(':'), member.Value).Append(',');
                }

                return text.Append('}');
            default:
                var value = ((YamlScalar)node).Value;

                // With its length, so that no text reads as the end of another.
                return text.Append(value.Length).Append(' ').Append(value);
        }
    }
}
