using System.Net;
using Lintel.Requests;

namespace Lintel.Tests.Storage;

/// <summary>Usage, counted with the entries of the request log.</summary>
public abstract partial class StoreContractTests
{
    [Fact]
    public async Task Usage_is_counted_by_each_dimension_with_every_batch()
    {
        await Stores.RequestLog.AppendAsync([Used(1, Noon, "key_a", 200, 2), Used(2, Noon.AddSeconds(1), "key_a", 404, 4)], Token);
        await Stores.RequestLog.AppendAsync([Used(3, Noon.AddMinutes(1), "key_b", 404, 6), Used(4, Noon.AddHours(1), "key_a", 418, 1)], Token);

        Assert.Equal("gone 2/2 10000/6000, success 1/0 2000/2000, http.418 1/1 1000/1000", await ReadAsync(UsageDimension.Code));
        Assert.Equal("key_a 3/2 7000/4000, key_b 1/1 6000/6000", await ReadAsync(UsageDimension.Key));
        Assert.Equal("success 4/3 13000/6000", await ReadAsync(UsageDimension.Operation));
        Assert.Equal("203.0.113.7 4/3 13000/6000", await ReadAsync(UsageDimension.Address));
        Assert.Equal(string.Empty, await ReadAsync(UsageDimension.Account));
        Assert.Equal("key_a 3/2 7000/4000", await ReadAsync(UsageDimension.Key, query => query with { Values = ["key_a", "key_c"] }));
        Assert.Equal("key_a 3/2 7000/4000", await ReadAsync(UsageDimension.Key, query => query with { Limit = 1, IsByErrors = true }));
        Assert.Equal("success 4/3 13000/6000", await ReadAsync(UsageDimension.Code, query => query with { IsByApi = true }));
        Assert.Equal(string.Empty, await ReadAsync(UsageDimension.Code, query => query with { Api = "other" }));
        Assert.Equal("key_a 2/1 6000/4000, key_b 1/1 6000/6000", await ReadAsync(UsageDimension.Key, query => query with { To = Noon.AddHours(1) }));
        const string Hours = "key_a 2/1 6000/4000, key_b 1/1 6000/6000, key_a 1/1 1000/1000";
        Assert.Equal(Hours, await ReadAsync(UsageDimension.Key, query => query with { Grain = UsageGrain.Hour, IsSeries = true }));

        // Added up, and with what comes after that.
        await Stores.RequestLog.TrimAsync(Noon, Keep(100), Token);
        await Stores.RequestLog.TrimUsageAsync(Noon.AddHours(2), Token);
        Assert.Equal(Hours, await ReadAsync(UsageDimension.Key, query => query with { Grain = UsageGrain.Hour, IsSeries = true }));
        await Stores.RequestLog.AppendAsync([Used(5, Noon.AddMinutes(2), "key_a", 200, 9)], Token);
        Assert.Equal("key_a 4/2 16000/9000, key_b 1/1 6000/6000", await ReadAsync(UsageDimension.Key));
    }

    [Fact]
    public async Task Usage_of_pairs_is_read_by_either_part()
    {
        await Stores.RequestLog.AppendAsync(
            [
                Used(1, Noon, "key_a", 200, 2) with { AccountId = "acct_1", Operation = "list" },
                Used(2, Noon.AddSeconds(1), "key_a", 404, 4) with { AccountId = "acct_1", Operation = "get" },
                Used(3, Noon.AddSeconds(2), "key_b", 404, 6) with { AccountId = "acct_10", Operation = "get" },
            ],
            Token);

        await ExpectAsync();
        await Stores.RequestLog.TrimAsync(Noon, Keep(100), Token);
        await Stores.RequestLog.TrimUsageAsync(Noon.AddHours(2), Token);
        await ExpectAsync();

        async Task ExpectAsync()
        {
            Assert.Equal("success 1/0 2000/2000, gone 1/1 4000/4000", await ReadAsync(UsageDimension.AccountCode, query => query with { First = "acct_1" }));
            Assert.Equal("acct_1 1/1 4000/4000, acct_10 1/1 6000/6000", await ReadAsync(UsageDimension.AccountCode, query => query with { Second = "gone" }));
            Assert.Equal("acct_1 1/0 2000/2000", await ReadAsync(UsageDimension.AccountCode, query => query with { Second = string.Empty }));
            Assert.Equal("get 1/1 4000/4000, list 1/0 2000/2000", await ReadAsync(UsageDimension.KeyOperation, query => query with { First = "key_a" }));
            Assert.Equal("get 2/2 10000/6000", await ReadAsync(UsageDimension.OperationCode, query => query with { Second = "gone" }));
            Assert.Equal(
                "success 1/1 4000/4000",
                await ReadAsync(UsageDimension.AccountCode, query => query with { Values = [UsagePair.Of("acct_1", "gone")], IsByApi = true }));
        }
    }

    [Fact]
    public async Task Usage_of_a_batch_that_comes_again_is_counted_once()
    {
        RequestRecord[] batch = [.. Enumerable.Range(0, 20).Select(i => Used(i, Noon.AddSeconds(i), "key_a", 200, 1))];
        await Stores.RequestLog.AppendAsync(batch[..15], Token);
        await Stores.RequestLog.AppendAsync(batch, Token);

        Assert.Equal("key_a 20/0 20000/1000", await ReadAsync(UsageDimension.Key));
    }

    [Fact]
    public async Task Usage_outlives_the_entries_and_goes_by_its_own_age()
    {
        await Stores.RequestLog.AppendAsync([Used(1, Noon, "key_a", 200, 1)], Token);
        await Stores.RequestLog.TrimAsync(Noon.AddDays(2), Keep(0), Token);
        Assert.Empty((await Stores.RequestLog.SearchAsync(new RequestLogQuery(), Token)).Entries);
        Assert.Equal("key_a 1/0 1000/1000", await ReadAsync(UsageDimension.Key));

        while (await Stores.RequestLog.TrimUsageAsync(Noon.AddDays(3), Token) > 0)
        {
            // A piece at a time.
        }

        Assert.Equal(string.Empty, await ReadAsync(UsageDimension.Key));
        Assert.Equal("key_a 1/0 1000/1000", await ReadAsync(UsageDimension.Key, query => query with { Grain = UsageGrain.Hour }));
        Assert.Equal("key_a 1/0 1000/1000", await ReadAsync(UsageDimension.Key, query => query with { Grain = UsageGrain.Day, From = Noon.AddHours(-12) }));
    }

    [Fact]
    public async Task Usage_of_more_values_than_are_counted_apart_is_counted_together()
    {
        await Stores.RequestLog.AppendAsync([.. Enumerable.Range(0, 300).Select(i => Used(i, Noon.AddMilliseconds(i), $"key_{i:000}", 200, 1))], Token);
        await Stores.RequestLog.AppendAsync([.. Enumerable.Range(300, 300).Select(i => Used(i, Noon.AddMilliseconds(i), $"key_{i:000}", 200, 1))], Token);

        Assert.StartsWith("(other) 400/0 400000/1000, key_000 1/0", await ReadAsync(UsageDimension.Key), StringComparison.Ordinal);
        var limit = UsageGrain.Minute.MostValues() + 1;
        Assert.Equal(limit, (await ReadAsync(UsageDimension.Key, query => query with { Limit = 1_000 })).Split(", ").Length);
    }

    [Fact]
    public async Task Callers_that_come_before_the_time_they_were_told_are_counted()
    {
        await Stores.RequestLog.AppendAsync(
            [
                Limited(1, Noon, "key_a", 10),
                Limited(2, Noon.AddSeconds(3), "key_a", 7),
                Used(3, Noon.AddSeconds(4), "key_a", 200, 1),
                Limited(4, Noon.AddSeconds(9), "key_a", 1),
            ],
            Token);
        await Stores.RequestLog.AppendAsync(
            [Limited(5, Noon.AddSeconds(9.5), "key_a", 1), Limited(6, Noon.AddSeconds(11), "key_a", 1), Limited(7, Noon, "key_b", 1)], Token);

        Assert.Equal("key_a 3/3 0/0", await ReadAsync(UsageDimension.Impatient));
    }

    [Fact]
    public async Task Last_use_of_a_key_is_noted_at_most_once_a_minute()
    {
        await Stores.RequestLog.AppendAsync(
            [Used(1, Noon.AddSeconds(5), "key_a", 200, 1), Used(2, Noon, "key_a", 200, 1), Used(3, Noon, "key_b", 401, 1)], Token);
        await Stores.RequestLog.AppendAsync([Used(4, Noon.AddSeconds(50), "key_a", 200, 1), Used(5, Noon.AddMinutes(2), "key_b", 200, 1)], Token);
        Assert.Equal((Noon.AddSeconds(5), Noon.AddMinutes(2)), await UsesAsync());

        await Stores.RequestLog.TrimAsync(Noon, Keep(1_000), Token);
        await Stores.RequestLog.AppendAsync([Used(6, Noon.AddSeconds(65), "key_a", 200, 1)], Token);
        Assert.Equal((Noon.AddSeconds(65), Noon.AddMinutes(2)), await UsesAsync());
        await Stores.RequestLog.TrimAsync(Noon, Keep(1_000), Token);
        Assert.Equal((Noon.AddSeconds(65), Noon.AddMinutes(2)), await UsesAsync());

        async Task<(DateTimeOffset, DateTimeOffset)> UsesAsync()
        {
            var uses = await Stores.RequestLog.FindKeyUsesAsync(["key_a", "key_b", "key_c"], Token);
            Assert.Equal(2, uses.Count);
            Assert.Equal("203.0.113.7", uses["key_a"].Address);
            return (uses["key_a"].At, uses["key_b"].At);
        }
    }

    [Fact]
    public async Task Use_that_a_clock_noted_that_was_ahead_hides_no_later_one()
    {
        await Stores.RequestLog.AppendAsync([Used(1, Noon.AddDays(2), "key_a", 200, 1)], Token);
        await Stores.RequestLog.TrimAsync(Noon, Keep(1_000), Token);

        await Stores.RequestLog.AppendAsync([Used(2, Noon, "key_a", 200, 1)], Token);
        Assert.Equal(Noon, (await Stores.RequestLog.FindKeyUsesAsync(["key_a"], Token))["key_a"].At);
        await Stores.RequestLog.TrimAsync(Noon, Keep(1_000), Token);
        Assert.Equal(Noon, (await Stores.RequestLog.FindKeyUsesAsync(["key_a"], Token))["key_a"].At);

        // A request that took long is logged at its end, and ends before no other.
        await Stores.RequestLog.AppendAsync([Used(3, Noon.AddMinutes(20), "key_a", 200, 1)], Token);
        await Stores.RequestLog.AppendAsync([Used(4, Noon.AddMinutes(10), "key_a", 200, 15 * 60 * 1000)], Token);
        Assert.Equal(Noon.AddMinutes(20), (await Stores.RequestLog.FindKeyUsesAsync(["key_a"], Token))["key_a"].At);
    }

    [Fact]
    public async Task Last_use_of_an_old_secret_is_noted_beside_that_of_its_key()
    {
        var old = KeyUse.NameOf("key_a", "old_…abcd");
        await Stores.RequestLog.AppendAsync(
            [Used(1, Noon, "key_a", 200, 1), Used(2, Noon.AddSeconds(5), "key_a", 200, 1) with { OldSecret = "old_…abcd" }], Token);
        await Stores.RequestLog.AppendAsync([Used(3, Noon.AddMinutes(3), "key_a", 200, 1)], Token);
        await Stores.RequestLog.TrimAsync(Noon, Keep(1_000), Token);

        var uses = await Stores.RequestLog.FindKeyUsesAsync(["key_a", old, KeyUse.NameOf("key_a", "old_…other")], Token);

        Assert.Equal(2, uses.Count);
        Assert.Equal(Noon.AddMinutes(3), uses["key_a"].At);
        Assert.Equal((Noon.AddSeconds(5), "203.0.113.7"), (uses[old].At, uses[old].Address));
    }

    private static RequestRecord Used(int number, DateTimeOffset at, string keyId, int status, int milliseconds) =>
        MakeRecord($"req_{number:x16}", at) with
        {
            KeyId = keyId,
            Status = status,
            Code = status == 404 ? "gone" : null,
            Address = IPAddress.Parse("203.0.113.7"),
            Duration = TimeSpan.FromMilliseconds(milliseconds),
        };

    private static RequestRecord Limited(int number, DateTimeOffset at, string keyId, int retryAfter) =>
        Used(number, at, keyId, 429, 0) with { Refusal = Refusal.OverLimit(60, "1 minute", retryAfter) };

    private async Task<string> ReadAsync(UsageDimension dimension, Func<UsageQuery, UsageQuery>? change = null)
    {
        var query = new UsageQuery { Grain = UsageGrain.Minute, Dimension = dimension, From = Noon, To = Noon.AddHours(2) };
        var rows = await Stores.RequestLog.ReadUsageAsync(change?.Invoke(query) ?? query, Token);
        return string.Join(
            ", ",
            rows.Select(row => FormattableString.Invariant(
                $"{(row.Value.Length == 0 ? "success" : row.Value)} {row.Requests}/{row.Errors} {row.DurationMicroseconds}/{row.LongestMicroseconds}")));
    }
}
