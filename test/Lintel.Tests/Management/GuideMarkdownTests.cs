using Lintel.Reference;

namespace Lintel.Tests.Management;

public sealed class GuideMarkdownTests
{
    [Theory]
    [InlineData("[see](https://example.com/a?b=c)", "<a href=\"https://example.com/a?b=c\">see</a>")]
    [InlineData("[see](http://example.com)", "<a href=\"http://example.com\">see</a>")]
    [InlineData("[see](MAILTO:help@example.com)", "<a href=\"MAILTO:help@example.com\">see</a>")]
    [InlineData("[see](/shop/errors#a:b)", "<a href=\"/shop/errors#a:b\">see</a>")]
    [InlineData("[see](guide)", "<a href=\"guide\">see</a>")]
    [InlineData("<https://example.com>", "<a href=\"https://example.com\">https://example.com</a>")]
    [InlineData("<help@example.com>", "<a href=\"mailto:help@example.com\">help@example.com</a>")]
    public void Link_that_is_relative_or_of_a_known_scheme_stays(string markdown, string html) =>
        Assert.Equal($"<p>{html}</p>\n", GuideMarkdown.ToHtml(markdown));

    [Theory]
    [InlineData("[see](javascript:alert(1))")]
    [InlineData("[see](JavaScript:alert(1))")]
    [InlineData("[see](java&#115;cript:alert(1))")]
    [InlineData("[see](javascript&#58;alert(1))")]
    [InlineData("[see](&#1;javascript:alert(1))")]
    [InlineData("[see](<java\tscript:alert(1)>)")]
    [InlineData("[see](vbscript:x)")]
    [InlineData("[see](data:text/html;base64,PHNjcmlwdD4=)")]
    [InlineData("[see](file:///etc/passwd)")]
    [InlineData("[see][x]\n\n[x]: javascript:alert(1)")]
    [InlineData("![see](data:image/svg+xml;base64,PHN2Zz4=)")]
    [InlineData("![see](javascript:alert(1))")]
    public void Link_of_another_scheme_keeps_its_text_alone(string markdown) => Assert.Equal("<p>see</p>\n", GuideMarkdown.ToHtml(markdown));

    [Theory]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("<data:text/html,x>")]
    public void Automatic_link_of_another_scheme_is_text(string markdown)
    {
        var html = GuideMarkdown.ToHtml(markdown);

        Assert.DoesNotContain("href", html, StringComparison.Ordinal);
        Assert.Contains(markdown[1..^1], html, StringComparison.Ordinal);
    }

    [Fact]
    public void Html_stays_text() =>
        Assert.DoesNotContain("<script", GuideMarkdown.ToHtml("a <script>alert(1)</script>\n\n<script>alert(1)</script>"), StringComparison.Ordinal);
}
