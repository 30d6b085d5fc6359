using System.Net;
using System.Text;

namespace Lintel.Reference;

/// <summary>Puts a page together. Everything that is not markup of this class goes through <see cref="Text"/>.</summary>
internal sealed class HtmlPage
{
    private static readonly string Style = ReadStyle();

    private readonly StringBuilder _html = new();
    private readonly string _prefix;

    /// <param name="title">The page's title.</param>
    /// <param name="prefix">What callers' paths have before the application's own; empty for nothing.</param>
    public HtmlPage(string title, string prefix)
    {
        _prefix = prefix;
        _html.Append(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, "
                + "initial-scale=1\">\n<title>")
            .Append(Encode(title)).Append("</title>\n<style>\n").Append(Style).Append("</style>\n</head>\n<body>\n<main>\n");
    }

    public HtmlPage Markup(string html)
    {
        _html.Append(html);
        return this;
    }

    public HtmlPage Text(string text)
    {
        _html.Append(Encode(text));
        return this;
    }

    /// <summary>An element with text in it; <paramref name="open"/> is the tag with its attributes.</summary>
    public HtmlPage Element(string open, string text)
    {
        var name = open.Split(' ', 2)[0];
        return Markup($"<{open}>").Text(text).Markup($"</{name}>");
    }

    /// <summary>An element with a contract's prose in it, where `text` is code.</summary>
    public HtmlPage Prose(string open, string text)
    {
        Markup($"<{open}>");
        var parts = text.Split('`');
        for (var i = 0; i < parts.Length; i++)
        {
            // A lone backtick opens nothing.
            var isCode = i % 2 == 1 && i < parts.Length - 1;
            if (isCode)
            {
                Element("code", parts[i]);
            }
            else
            {
                Text(i % 2 == 1 ? "`" + parts[i] : parts[i]);
            }
        }

        return Markup($"</{open.Split(' ', 2)[0]}>");
    }

    /// <summary>A link to a path of the application.</summary>
    public HtmlPage Link(string path, string text) => Markup($"<a href=\"{Encode(_prefix + path)}\">").Text(text).Markup("</a>");

    public string End() => _html.Append("</main>\n</body>\n</html>\n").ToString();

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static string ReadStyle()
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream("reference.css")
            ?? throw new InvalidOperationException("reference.css is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
