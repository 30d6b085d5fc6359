using System.Net;
using System.Security.Cryptography;
using Lintel.Host.Import;
using Lintel.Host.Startup;

namespace Lintel.HttpTests.Start;

/// <summary>The parts of <c>lintel-host import-keys</c> that need no store: lines, the bar, and a host that asks to wait.</summary>
public sealed class ImportLineTests
{
    private static readonly string Digest = Convert.ToHexStringLower(SHA256.HashData("x"u8));

    [Theory]
    [InlineData("""{"digest":"D","accountId":"a"}""", "Field 'name' is missing.")]
    [InlineData("""{"digest":"D","accountId":"a","name":"n\u0000"}""", "Field 'name' must be a text without control characters.")]
    [InlineData("""{"digest":"D","accountId":"a","name":5}""", "Field 'name' must be a text without control characters.")]
    [InlineData("""{"digest":"D","accountId":"a","name":"n","naem":1}""", "Field 'naem' is not known.")]
    [InlineData("""{"digest":"D","accountId":"a","name":"n","name":"m"}""", "The line is no JSON object, or has a member twice.")]
    [InlineData("""{"digest":"D","accountId":"a","name":"\ud800"}""", "The line has a text with half a surrogate pair.")]
    [InlineData("""["digest"]""", "The line is no JSON object.")]
    [InlineData("""{"digest":"D","accountId":"a","name":"n","scopes":"s"}""", "Field 'scopes' must be a list of texts.")]
    [InlineData("""{"digest":"D","accountId":"a","name":"n","scopes":[1]}""", "Field 'scopes[0]' must be a text without control characters.")]
    [InlineData("""{"digest":"D","accountId":"a","name":"n","addresses":["192.0.2.0/24","x"]}""", "Field 'addresses[1]' ")]
    [InlineData(
        """{"digest":"D","accountId":"a","name":"n","expiresAt":"2099-01-01T00:00:00"}""",
        "Field 'expiresAt' must be a date and time with an offset, such as 2026-01-31T09:30:00Z.")]
    [InlineData(
        """{"digest":"D","accountId":"a","name":"n","expiresAt":"soon"}""",
        "Field 'expiresAt' must be a date and time with an offset, such as 2026-01-31T09:30:00Z.")]
    [InlineData("""{"digest":"D","accountId":"a","name":"n","metadata":[]}""", "Field 'metadata' must be an object.")]
    [InlineData("""{"digest":"D","accountId":"a","name":"n","metadata":{"a":1}}""", "Field 'metadata.a' must be a text without control characters.")]
    [InlineData("""{"digest":"D","accountId":"a","name":"n","limits":{"a":1.5}}""", "Field 'limits.a' must be a whole number.")]
    [InlineData("""{"digest":"D","encoding":"md5","accountId":"a","name":"n"}""", "Field 'encoding' must be hex or base64.")]
    [InlineData("""{"accountId":"a","name":"n"}""", "Field 'digest' is missing, and so is 'key'.")]
    [InlineData("""{"digest":"D","key":"k","accountId":"a","name":"n"}""", "Field 'key' stands beside 'digest': send one of them.")]
    [InlineData("""{"key":"","accountId":"a","name":"n"}""", "Field 'key' must be a text of 1 to 512 characters.")]
    [InlineData("""{"key":"abcdef","prefix":"abcdef","accountId":"a","name":"n"}""", "Field 'prefix' must be the beginning of the key, and at most half of it")]
    [InlineData("""{"key":"abcdef","prefix":"x","accountId":"a","name":"n"}""", "Field 'prefix' must be the beginning of the key, and at most half of it")]
    public void Line_that_is_no_good_says_why(string line, string fault)
    {
        var faults = new List<string>();

        Assert.Null(ImportLine.Read(line.Replace("\"D\"", $"\"{Digest}\"", StringComparison.Ordinal), allowsKey: true, faults));
        Assert.StartsWith(fault, Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Line_that_is_too_long_is_not_read()
    {
        var faults = new List<string>();

        Assert.Null(ImportLine.Read(new string(' ', 65 * 1024), allowsKey: true, faults));
        Assert.Contains("more than 65536 characters", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_that_is_busy_is_asked_again_after_the_time_that_it_says()
    {
        var clock = new ManualClock();
        using var said = new StringWriter();
        var handler = new BusyHandler();
        var progress = new CommandProgress(said, isTerminal: false, "keys");
        await using var target = HttpImportTarget.Open(new Uri("http://127.0.0.1:1"), "token", clock, progress, handler);

        var sending = target.SendAsync(
            [ImportLine.Read($"{{\"digest\":\"{Digest}\",\"accountId\":\"a\",\"name\":\"n\"}}", allowsKey: false, [])!],
            dryRun: false);
        Assert.False(sending.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(7));
        var reply = await sending;

        Assert.Equal((1, 0, 2), (reply.Imported, reply.Skipped, handler.Requests));
        Assert.Equal("lintel: The host asks to wait 7 seconds.", said.ToString().TrimEnd());
    }

    [Fact]
    public void Bar_is_shown_on_a_terminal_alone()
    {
        using var terminal = new StringWriter();
        using var file = new StringWriter();
        foreach (var (writer, isTerminal) in new[] { (terminal, true), (file, false) })
        {
            var progress = new CommandProgress(writer, isTerminal, "keys");
            progress.Show("Checking", 500, 1000);
            progress.Show("Importing", 1000, 1000);
            progress.End();
        }

        Assert.Equal(
            $"\rChecking  [{new string('#', 15)}{new string('.', 15)}] 500/1000 keys\rImporting [{new string('#', 30)}] 1000/1000 keys",
            terminal.ToString().TrimEnd('\n'));
        Assert.Empty(file.ToString());
    }

    /// <summary>Refuses the first request.</summary>
    private sealed class BusyHandler : HttpMessageHandler
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            if (Requests == 1)
            {
                var busy = new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Content = new StringContent("{}") };
                busy.Headers.Add("Retry-After", "7");
                return Task.FromResult(busy);
            }

            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("""{"imported":1,"skipped":0}""") });
        }
    }
}
