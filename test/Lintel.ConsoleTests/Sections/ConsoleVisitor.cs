using System.Net;
using System.Text.RegularExpressions;
using Lintel.HttpTests.Harness;

namespace Lintel.ConsoleTests.Sections;

/// <summary>Somebody who uses the console without a browser: pages are read, and their forms filled in and sent as a browser sends them.</summary>
internal sealed partial class ConsoleVisitor : IDisposable
{
    private readonly HttpClient _client;

    private ConsoleVisitor(HttpClient client) => _client = client;

    public static async Task<ConsoleVisitor> SignInAsync(LintelHost host, string? token = null)
    {
        var visitor = new ConsoleVisitor(new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(host.BaseUrl) });
        visitor._client.DefaultRequestHeaders.Add("Origin", host.BaseUrl);
        var page = await visitor.SendAsync("/console/sign-in", [new("token", token ?? host.OperatorToken)]);
        Assert.Contains("aria-label=\"Sections\"", page.Html, StringComparison.Ordinal);
        return visitor;
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Opens a page.</summary>
    public async Task<ConsolePage> OpenAsync(string path)
    {
        using var answer = await _client.GetAsync(path);
        return await PageOf(answer);
    }

    /// <summary>Opens a page, fills in one of its forms and sends it.</summary>
    /// <param name="path">The page.</param>
    /// <param name="action">The value of the form's button.</param>
    /// <param name="fields">What is typed; a name with several values is a list of boxes that are checked.</param>
    public async Task<ConsolePage> SubmitAsync(string path, string action, params (string Name, string Value)[] fields)
    {
        var page = await OpenAsync(path);
        var form = page.Form(action) ?? throw new InvalidOperationException($"{path} has no form '{action}': {page.Text}");
        var typed = fields.Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        var sent = form.Fields.Where(field => !typed.Contains(field.Key)).Concat(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await SendAsync(form.Target, [.. sent, KeyValuePair.Create("do", action)]);
    }

    /// <summary>Sends a form as it is.</summary>
    public async Task<ConsolePage> SendAsync(string path, IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        using var content = new FormUrlEncodedContent(fields);
        using var answer = await _client.PostAsync(path, content);
        return await PageOf(answer);
    }

    private static async Task<ConsolePage> PageOf(HttpResponseMessage answer) => new(answer.StatusCode, await answer.Content.ReadAsStringAsync());
}

/// <summary>A page of the console.</summary>
internal sealed partial record ConsolePage(HttpStatusCode Status, string Html)
{
    /// <summary>The text that a reader sees of it.</summary>
    public string Text => TextOf(Html);

    /// <summary>The region with the result of an action.</summary>
    public string Result => TextOf(ResultForm().Match(Html).Groups["text"].Value);

    /// <summary>The values that are shown this once.</summary>
    public IReadOnlyList<string> Secrets => [.. SecretForm().Matches(Html).Select(match => TextOf(match.Groups["text"].Value))];

    /// <summary>The style sheets, scripts and icons that the page loads.</summary>
    public IReadOnlyList<string> Files => [.. FileForm().Matches(Html).Select(match => WebUtility.HtmlDecode(match.Groups["path"].Value))];

    /// <summary>The match of the first group of a pattern; empty for nothing.</summary>
    public string Find(string pattern) =>
        WebUtility.HtmlDecode(Regex.Match(Html, pattern, RegexOptions.None, TimeSpan.FromSeconds(5)).Groups[1].Value);

    /// <summary>The form of a button, or the one that is sent to a page; null where there is none.</summary>
    public SentForm? Form(string action) => FormForm().Matches(Html)
        .Where(form => form.Value.Contains($"name=\"do\" value=\"{action}\"", StringComparison.Ordinal) || SentForm.Of(form).Target == action)
        .Select(SentForm.Of)
        .FirstOrDefault();

    private static string TextOf(string html) => WebUtility.HtmlDecode(Blanks().Replace(TagForm().Replace(html, " "), " ")).Trim();

    [GeneratedRegex("<form(?<head>[^>]*)>(?<inside>.*?)</form>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex FormForm();

    [GeneratedRegex("<div id=\"result\"[^>]*>(?<text>.*?)</div>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ResultForm();

    [GeneratedRegex("<pre data-copy[^>]*>(?<text>.*?)</pre>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex SecretForm();

    [GeneratedRegex("<(link|script)[^>]* (href|src)=\"(?<path>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex FileForm();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex TagForm();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Blanks();
}

/// <summary>A form with what its fields begin with.</summary>
internal sealed partial record SentForm(string Target, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    public static SentForm Of(Match form)
    {
        var inside = form.Groups["inside"].Value;
        var fields = InputForm().Matches(inside).Select(input => input.Value)
            .Where(input => Attribute(input, "type") != "checkbox" || input.Contains(" checked", StringComparison.Ordinal))
            .Select(input => KeyValuePair.Create(Attribute(input, "name"), Attribute(input, "value")))
            .Concat(AreaForm().Matches(inside).Select(area =>
                KeyValuePair.Create(Attribute(area.Value, "name"), WebUtility.HtmlDecode(area.Groups["text"].Value))))
            .Concat(SelectForm().Matches(inside).Select(ChoiceOf));
        return new SentForm(WebUtility.HtmlDecode(Attribute(form.Value, "action")), [.. fields.Where(field => field.Key.Length > 0)]);
    }

    /// <summary>The value that a field begins with.</summary>
    public string this[string name] => Fields.First(field => field.Key == name).Value;

    private static KeyValuePair<string, string> ChoiceOf(Match select)
    {
        var options = OptionForm().Matches(select.Value).Select(option => option.Value).ToList();
        var chosen = options.Find(option => option.Contains(" selected", StringComparison.Ordinal)) ?? options.FirstOrDefault() ?? string.Empty;
        return KeyValuePair.Create(Attribute(select.Value, "name"), Attribute(chosen, "value"));
    }

    private static string Attribute(string tag, string name) =>
        WebUtility.HtmlDecode(Regex.Match(tag, $" {name}=\"([^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(5)).Groups[1].Value);

    [GeneratedRegex("<input[^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex InputForm();

    [GeneratedRegex("<textarea[^>]*>(?<text>.*?)</textarea>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex AreaForm();

    [GeneratedRegex("<select.*?</select>", RegexOptions.Singleline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex SelectForm();

    [GeneratedRegex("<option[^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex OptionForm();
}
