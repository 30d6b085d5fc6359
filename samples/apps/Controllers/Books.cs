using System.Collections.Concurrent;

/// <summary>The books of the library, in memory.</summary>
public sealed class Books
{
    private readonly ConcurrentDictionary<int, Book> _books = new() { [1] = new Book(1, "The Brook", null) };

    /// <summary>Finds a book.</summary>
    public Book? Find(int id) => _books.GetValueOrDefault(id);

    /// <summary>Lends a book to a reader.</summary>
    /// <exception cref="BookLentException">Somebody else has it.</exception>
    public Book? Lend(int id, string reader)
    {
        if (Find(id) is not { } book)
        {
            return null;
        }

        var lent = book with { Reader = reader };
        return book.Reader is null && _books.TryUpdate(id, lent, book) ? lent : throw new BookLentException(book.Title);
    }
}

/// <summary>A book, and who has it.</summary>
public sealed record Book(int Id, string Title, string? Reader);

/// <summary>Somebody else has the book.</summary>
public sealed class BookLentException(string title) : Exception($"'{title}' is lent.")
{
    /// <summary>The title of the book.</summary>
    public string Title { get; } = title;
}
