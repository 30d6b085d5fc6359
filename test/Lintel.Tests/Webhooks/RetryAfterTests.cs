using Lintel.Webhooks;

namespace Lintel.Tests.Webhooks;

public sealed class RetryAfterTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private readonly WebhookBase _base = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _base.DisposeAsync();

    [Theory]
    [InlineData("120", 120)]
    [InlineData(" 7 ", 7)]
    [InlineData("0", 0)]
    [InlineData("86399", 86399)]
    [InlineData("86401", 86400)]
    [InlineData("99999999999999999999999999", 86400)]
    [InlineData("Mon, 02 Mar 2026 08:01:30 GMT", 90)]
    [InlineData("Monday, 02-Mar-26 08:01:30 GMT", 90)]
    [InlineData("Sun, 01 Mar 2026 08:00:00 GMT", 0)]
    [InlineData("Mon, 02 Mar 2099 08:00:00 GMT", 86400)]
    [InlineData("", null)]
    [InlineData("soon", null)]
    [InlineData("-5", null)]
    [InlineData("1.5", null)]
    [InlineData("120, 120", null)]
    public void Field_is_read_as_seconds_or_a_date_and_capped(string value, int? seconds)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Retry-After", value);

        Assert.Equal(seconds is { } expected ? TimeSpan.FromSeconds(expected) : null, RetryAfterField.Read(response.Headers, Now));
    }

    [Fact]
    public void Answer_without_the_field_asks_for_nothing()
    {
        using var response = new HttpResponseMessage();
        Assert.Null(RetryAfterField.Read(response.Headers, Now));
    }

    [Fact]
    public async Task Longer_wait_than_the_schedules_postpones_the_next_attempt_and_a_shorter_one_does_not_advance_it()
    {
        var webhook = await _base.AddAsync();
        await _base.RaiseAsync();

        await RefuseAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(_base.Clock.GetUtcNow().AddMinutes(10), (await _base.Deliveries.ListAsync(webhook.Id, cancellationToken: Token))[0].NextAttemptAt);

        _base.Clock.Advance(TimeSpan.FromMinutes(10));
        await RefuseAsync(TimeSpan.FromSeconds(1));
        var next = (await _base.Deliveries.ListAsync(webhook.Id, cancellationToken: Token))[0].NextAttemptAt!.Value;
        Assert.InRange(next - _base.Clock.GetUtcNow(), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(66));
    }

    [Fact]
    public async Task Everything_else_for_the_endpoint_waits_too_and_other_endpoints_do_not()
    {
        var busy = await _base.AddAsync();
        var other = await _base.AddAsync("app_2");
        await _base.RaiseAsync();
        await _base.RaiseAsync();
        await RefuseAsync(TimeSpan.FromMinutes(10));
        await _base.RaiseAsync();
        await _base.RaiseAsync(owner: "app_2");

        Assert.Equal([other.Id], (await _base.TakeAsync()).Due.Select(due => due.WebhookId));
        Assert.All(
            await _base.Deliveries.ListAsync(busy.Id, cancellationToken: Token),
            line => Assert.Equal(_base.Clock.GetUtcNow().AddMinutes(10), line.NextAttemptAt));
        _base.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(2, (await _base.TakeAsync()).Due.Count(due => due.WebhookId == busy.Id));
    }

    [Fact]
    public async Task New_url_is_not_bound_by_the_answer_of_the_old_one()
    {
        var webhook = await _base.AddAsync();
        await _base.RaiseAsync();
        await RefuseAsync(TimeSpan.FromHours(10));
        await _base.Store.EditAsync(webhook.Id, new WebhookChange(Url: webhook.Url), Token);
        Assert.Empty((await _base.TakeAsync()).Due);

        await _base.Store.EditAsync(webhook.Id, new WebhookChange(Url: "https://example.org/new"), Token);

        Assert.Single((await _base.TakeAsync()).Due);
        await _base.RaiseAsync();
        Assert.Single((await _base.TakeAsync()).Due);
    }

    private async Task RefuseAsync(TimeSpan wait) =>
        await _base.RecordAsync((await _base.TakeAsync()).Due[0], new AttemptOutcome.Refused(429, string.Empty, wait));
}
