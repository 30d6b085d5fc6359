using Lintel.Idempotency;

namespace Lintel.Tests.Storage;

public abstract partial class StoreContractTests
{
    [Fact]
    public async Task Place_of_an_answer_is_taken_once_until_it_expires()
    {
        var begun = MakeAnswer(1, "one", Noon.AddHours(1));

        Assert.Equal(AnswerPlace.Free, await Stores.SealedAnswers.BeginAsync(begun, 10, Noon, Token));
        Assert.Equal(AnswerPlace.Taken, await Stores.SealedAnswers.BeginAsync(begun, 10, Noon.AddHours(1).AddTicks(-1), Token));
        Assert.Equal(AnswerPlace.Free, await Stores.SealedAnswers.BeginAsync(begun with { ExpiresAt = Noon.AddHours(2) }, 10, Noon.AddHours(1), Token));
        Assert.Equal(Noon.AddHours(2), (await Stores.SealedAnswers.FindAsync(begun.Name, Token))!.ExpiresAt);
    }

    [Fact]
    public async Task Answer_comes_back_with_everything_in_the_place_of_its_note()
    {
        var begun = MakeAnswer(2, "one", Noon.AddHours(1));
        await Stores.SealedAnswers.BeginAsync(begun, 10, Noon, Token);
        await Stores.SealedAnswers.SaveAsync(begun with { Content = [7, 8], PepperVersion = 3 }, Token);

        var found = (await Stores.SealedAnswers.FindAsync(begun.Name, Token))!;

        Assert.Equal(("one", 3, Noon.AddHours(1)), (found.Owner, found.PepperVersion, found.ExpiresAt));
        Assert.Equal(new byte[] { 2, 0 }, found.Name);
        Assert.Equal(new byte[] { 7, 8 }, found.Content);
        await Stores.SealedAnswers.RemoveAsync(begun.Name, Token);
        Assert.Null(await Stores.SealedAnswers.FindAsync(begun.Name, Token));
    }

    [Fact]
    public async Task Owner_has_no_more_answers_than_it_may_and_others_have_theirs()
    {
        for (byte i = 0; i < 3; i++)
        {
            Assert.True((await Stores.SealedAnswers.BeginAsync(MakeAnswer(i, "full", Noon.AddMinutes(i + 1)), 3, Noon, Token)).IsFree);
        }

        Assert.Equal(AnswerPlace.Full(Noon.AddMinutes(1)), await Stores.SealedAnswers.BeginAsync(MakeAnswer(9, "full", Noon.AddHours(1)), 3, Noon, Token));
        Assert.Equal(AnswerPlace.Free, await Stores.SealedAnswers.BeginAsync(MakeAnswer(9, "other", Noon.AddHours(1)), 3, Noon, Token));
        Assert.Equal(AnswerPlace.Free, await Stores.SealedAnswers.BeginAsync(MakeAnswer(10, "full", Noon.AddHours(1)), 3, Noon.AddMinutes(1), Token));
    }

    [Fact]
    public async Task Answers_of_an_owner_are_removed_with_those_of_its_callers_and_no_others()
    {
        foreach (var (index, owner) in new[] { "shop acct_1", "shop acct_1 key_a", "shop acct_1 key_b", "shop acct_10", "shop acct_10 key_c" }.Index())
        {
            await Stores.SealedAnswers.SaveAsync(MakeAnswer((byte)index, owner, Noon.AddHours(1)), Token);
        }

        Assert.False(await Stores.SealedAnswers.RemoveOfAsync("shop acct_1 key_a", Token));
        Assert.Equal("0 2 3 4", await ThereAsync());
        Assert.False(await Stores.SealedAnswers.RemoveOfAsync("shop acct_1", Token));
        Assert.Equal("3 4", await ThereAsync());

        async Task<string> ThereAsync()
        {
            var there = new List<byte>();
            for (byte i = 0; i < 5; i++)
            {
                if (await Stores.SealedAnswers.FindAsync([i, 0], Token) is not null)
                {
                    there.Add(i);
                }
            }

            return string.Join(' ', there);
        }
    }

    [Fact]
    public async Task Trim_removes_what_has_expired_and_nothing_else()
    {
        await Stores.SealedAnswers.BeginAsync(MakeAnswer(1, "one", Noon.AddHours(1)), 10, Noon, Token);
        await Stores.SealedAnswers.BeginAsync(MakeAnswer(2, "one", Noon.AddHours(1).AddTicks(1)), 10, Noon, Token);

        while (await Stores.SealedAnswers.TrimAsync(Noon.AddHours(1), Token))
        {
        }

        Assert.Null(await Stores.SealedAnswers.FindAsync([1, 0], Token));
        Assert.NotNull(await Stores.SealedAnswers.FindAsync([2, 0], Token));
    }

    private static SealedAnswer MakeAnswer(byte name, string owner, DateTimeOffset expiresAt) =>
        new() { Name = [name, 0], Owner = owner, PepperVersion = 1, Content = [1, 2, 3], ExpiresAt = expiresAt };
}
