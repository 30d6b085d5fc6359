using System.Text;
using Lintel.Pixel;
using Lintel.Testing;

namespace Lintel.Tests.Pixel;

public sealed class WarehouseTokenTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("a secret of thirty-two bytes, ok");
    private static readonly WarehouseGrant Grant = new("acct_one", ["admx_one", "admx_two"], "p_top_pages");

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Token_with_any_character_changed_is_refused()
    {
        var token = new WarehouseTokens(Secret, _clock).Mint(Grant);
        var tokens = new WarehouseTokens(Secret, _clock);
        for (var i = 0; i < token.Length; i++)
        {
            var changed = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            Assert.Null(await tokens.OpenAsync(changed, Grant.Pipe));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    [InlineData("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJ3b3Jrc3BhY2UiOiJhY2N0X29uZSIsImV4cCI6OTk5OTk5OTk5OSwiaWF0Ijo5OTk5OTk5OTk4fQ.")]
    [InlineData("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.%%%.%%%")]
    public async Task Text_that_is_no_token_is_refused(string text) => Assert.Null(await new WarehouseTokens(Secret, _clock).OpenAsync(text, Grant.Pipe));

    [Fact]
    public async Task Token_lives_120_seconds()
    {
        var tokens = new WarehouseTokens(Secret, _clock);
        var token = tokens.Mint(Grant);
        _clock.Advance(TimeSpan.FromSeconds(119));
        var opened = await tokens.OpenAsync(token, Grant.Pipe);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(("acct_one", "admx_one,admx_two"), (opened?.Workspace, string.Join(',', opened?.Websites ?? [])));
        Assert.Null(await tokens.OpenAsync(token, Grant.Pipe));
    }

    [Fact]
    public async Task Token_of_another_pipe_or_secret_is_refused()
    {
        var tokens = new WarehouseTokens(Secret, _clock);
        var token = tokens.Mint(Grant);

        Assert.Null(await tokens.OpenAsync(token, "p_referrers"));
        Assert.Null(await new WarehouseTokens(Encoding.ASCII.GetBytes("another secret, also of 32 bytes"), _clock).OpenAsync(token, Grant.Pipe));
    }
}
