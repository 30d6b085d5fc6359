// TicketsClient ADDRESS KEY SHOW
var office = BoxOffice.At(new Uri(args[0]), args[1]);
Console.WriteLine(await office.BuyAsync(args[2]) switch
{
    Bought(var number) => $"Ticket {number} is yours.",
    SoldOut(var message) => message,
    TooFast(var wait) => $"Too fast: try again in {wait.TotalSeconds} seconds.",
    NotAdmitted(var message) => $"Not admitted: {message}",
    var other => throw new InvalidOperationException($"{other} was not expected."),
});
