using System.Text;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>A piece of YAML: a scalar that is quoted already, members or items. A closed type.</summary>
internal abstract record YamlText
{
    private const int LongestLine = 150;

    private YamlText()
    {
    }

    /// <summary>A text, in quotes where it needs them.</summary>
    public static Scalar Text(string text) => new(NeedsQuotes(text) ? Quoted(text) : text);

    /// <summary>A text in quotes.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            quoted.Append(character switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                < ' ' or (>= '\u007f' and < '\u00a0') or '\u2028' or '\u2029' or '\ufeff' => $"\\u{(int)character:x4}",
                _ => character.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>The piece as the value of a member: on its line where it fits, otherwise below.</summary>
    /// <param name="output">Where the text goes.</param>
    /// <param name="indent">The spaces before the member.</param>
    public void WriteAfterKey(StringBuilder output, int indent)
    {
        if (Flow() is { } line && line.Length + indent <= LongestLine)
        {
            output.Append(' ').Append(line).Append('\n');
        }
        else
        {
            output.Append('\n');
            WriteBlock(output, indent + 2);
        }
    }

    /// <summary>The piece on one line.</summary>
    public abstract string Flow();

    /// <summary>The piece on lines of its own.</summary>
    protected abstract void WriteBlock(StringBuilder output, int indent);

    private static bool NeedsQuotes(string text) => text.Length == 0
        || CoreSchema.KindOf(text) is not null
        || !(char.IsAsciiLetterOrDigit(text[0]) || text[0] is '$' or '/' or '_')
        || text[^1] == ' '
        || text.Contains(": ", StringComparison.Ordinal) || text[^1] == ':'
        || text.Contains(" #", StringComparison.Ordinal)
        || text.Any(character => character is '{' or '}' or '[' or ']' or ',' or '"' or '\\' or < ' ' or > '~');

    /// <summary>A scalar as it is written.</summary>
    public sealed record Scalar(string Written) : YamlText
    {
        public override string Flow() => Written;

        protected override void WriteBlock(StringBuilder output, int indent) => output.Append(' ', indent).Append(Written).Append('\n');
    }

    /// <summary>Members in their order.</summary>
    public sealed record Map(IReadOnlyList<(string Name, YamlText Value)> Members) : YamlText
    {
        public override string Flow() =>
            Members.Count == 0 ? "{}" : $"{{ {string.Join(", ", Members.Select(member => $"{Text(member.Name).Written}: {member.Value.Flow()}"))} }}";

        protected override void WriteBlock(StringBuilder output, int indent)
        {
            foreach (var (name, value) in Members)
            {
                output.Append(' ', indent).Append(Text(name).Written).Append(':');
                value.WriteAfterKey(output, indent);
            }
        }
    }

    /// <summary>Items in their order.</summary>
    public sealed record List(IReadOnlyList<YamlText> Items) : YamlText
    {
        public override string Flow() => Items.Count == 0 ? "[]" : $"[{string.Join(", ", Items.Select(item => item.Flow()))}]";

        protected override void WriteBlock(StringBuilder output, int indent)
        {
            foreach (var item in Items)
            {
                var flow = item.Flow();
                output.Append(' ', indent).Append("- ");
                if (flow.Length + indent <= LongestLine)
                {
                    output.Append(flow).Append('\n');
                    continue;
                }

                var block = new StringBuilder();
                item.WriteBlock(block, indent + 2);
                output.Append(block, indent + 2, block.Length - indent - 2);
            }
        }
    }
}
